package dev.trenza.core.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a process runs: one that is dead and waits for its parent, or for process 1, to collect it does not. */
public final class Running {

    private Running() {}

    public static boolean is(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return Files.exists(Path.of("/proc/self"))
                    ? Files.exists(Path.of("/proc/" + pid + "/stat"))
                    : ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
    }
}
