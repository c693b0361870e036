package dev.trenza.worker.protocol;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The main of the profile {@code fuzz}: lays out the corpus and hands over to Jazzer, which only that profile has. */
final class Fuzz {

    private Fuzz() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        String target = args[0];
        List<byte[]> corpus = target.equals("FrameFuzz") ? FuzzCorpus.frames() : FuzzCorpus.values();
        Path directory = Files.createDirectories(Path.of("corpus-" + target));
        for (int i = 0; i < corpus.size(); i++) {
            Files.write(directory.resolve("seed-" + i), corpus.get(i));
        }
        String[] arguments = {
            "--target_class=" + Fuzz.class.getPackageName() + "." + target,
            "--instrumentation_includes=" + Fuzz.class.getPackageName() + ".*",
            "-max_total_time=" + args[1],
            "-max_len=1000",
            directory.toString()
        };
        try {
            Class.forName("com.code_intelligence.jazzer.Jazzer")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the fuzzer itself failed", e);
        }
    }
}
