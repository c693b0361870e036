package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {

    @TempDir
    Path root;

    private Path groups(String lines) throws IOException {
        return Files.writeString(root.resolve("cgroup"), lines);
    }

    private Path file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    @Test
    void aKillInTheGroupOfVersion2IsSeen() throws IOException {
        Path events = file("a/b/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");
        OomKills kills = OomKills.of(groups("0::/a/b\n"), root);

        assertThat(kills.sinceThen()).isEqualTo(WorkerExit.SystemMemory.WAS_LEFT);
        Files.writeString(events, "low 0\noom 4\noom_kill 3\noom_group_kill 0\n");
        assertThat(kills.sinceThen()).isEqualTo(WorkerExit.SystemMemory.WAS_OUT);
    }

    @Test
    void aKillInTheGroupOfVersion1IsSeen() throws IOException {
        Path control = file("memory/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n");
        OomKills kills = OomKills.of(groups("8:pids:/\n4:cpu,memory:/x\n0::/\n"), root);

        assertThat(kills.sinceThen()).isEqualTo(WorkerExit.SystemMemory.WAS_LEFT);
        Files.writeString(control, "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(kills.sinceThen()).isEqualTo(WorkerExit.SystemMemory.WAS_OUT);
    }

    @Test
    void aContainerSeesItsGroupAsTheRoot() throws IOException {
        file("memory.events", "oom_kill 0\n");

        assertThat(OomKills.of(groups("0::/docker/0815\n"), root).sinceThen())
                .isEqualTo(WorkerExit.SystemMemory.WAS_LEFT);
    }

    @Test
    void whereNothingCanBeReadNothingIsClaimed() throws IOException {
        Path events = file("memory.events", "oom_kill 0\n");
        OomKills kills = OomKills.of(groups("0::/\n"), root);
        Files.delete(events);

        assertThat(kills.sinceThen()).isEqualTo(WorkerExit.SystemMemory.UNKNOWN);
        assertThat(OomKills.of(root.resolve("none"), root).sinceThen()).isEqualTo(WorkerExit.SystemMemory.UNKNOWN);
        assertThat(OomKills.of(groups("nonsense\n"), root).sinceThen()).isEqualTo(WorkerExit.SystemMemory.UNKNOWN);
    }
}
