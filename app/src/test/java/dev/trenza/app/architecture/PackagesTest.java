package dev.trenza.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read from the sources, for javac keeps no package-info without annotations. */
class PackagesTest {

    private static final Path ROOT = Path.of(System.getProperty("trenza.root", ".."));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu-worker",
                "core",
                "io-module",
                "app",
                "examples/document-tasks",
                "examples/hostile-tasks",
                "examples/image-tasks",
                "examples/log-tasks",
                "examples/page-tasks"
            })
    void everyPackageSaysWhatItIsFor(String module) throws IOException {
        Path sources = ROOT.resolve(module).resolve("src/main/java");

        Set<Path> packages = parentsOf(sources, file -> file.endsWith(".java") && !file.equals("module-info.java"));

        assertThat(packages).isNotEmpty().isEqualTo(parentsOf(sources, "package-info.java"::equals));
    }

    private static Set<Path> parentsOf(Path sources, Predicate<String> name) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> name.test(file.getFileName().toString()))
                    .map(file -> sources.relativize(file).getParent())
                    .collect(Collectors.toSet());
        }
    }
}
