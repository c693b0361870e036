package dev.trenza.app.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramTest {

    @TempDir
    private Path folder;

    @Test
    void aJarNamesItsMainClassAndWhatItsJvmNeeds() throws IOException {
        JavaProgram program = JavaProgram.ofJar(jar("a.jar", "a.Main", "java.base/sun.security.x509 m/p"), null);

        assertThat(program.main()).isEqualTo("a.Main");
        assertThat(program.jvmArguments())
                .containsExactly(
                        "--add-exports=java.base/sun.security.x509=ALL-UNNAMED", "--add-exports=m/p=ALL-UNNAMED");
    }

    @Test
    void aStarStandsForTheJarsOfAFolder() throws IOException {
        jar("b.jar", "b.Main", null);
        jar("a.jar", "a.Main", null);

        JavaProgram program = JavaProgram.ofClassPath(folder + "/*", "b.Main");

        assertThat(program.joinedClassPath()).isEqualTo(folder + "/a.jar:" + folder + "/b.jar");
    }

    @Test
    void whatCannotBeRunIsToldBeforeItRuns() throws IOException {
        Path jar = jar("a.jar", "a.Main", null);
        Path noJar = Files.writeString(folder.resolve("no.jar"), "text");

        assertThatThrownBy(() -> JavaProgram.ofJar(folder.resolve("gone.jar"), null))
                .hasMessageContaining("there is no jar '" + folder + "/gone.jar'");
        assertThatThrownBy(() -> JavaProgram.ofJar(noJar, null)).hasMessageContaining("is no jar");
        assertThatThrownBy(() -> JavaProgram.ofJar(jar, "a.Mian"))
                .hasMessageContaining("there is no class 'a.Mian' in");
        assertThatThrownBy(() -> JavaProgram.ofClassPath(folder + "/gone", "a.Main"))
                .hasMessageContaining("'" + folder + "/gone' does not exist");
    }

    private Path jar(String name, String main, @Nullable String exports) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        if (exports != null) {
            manifest.getMainAttributes().put(new Attributes.Name("Add-Exports"), exports);
        }
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(main.replace('.', '/') + ".class"));
            out.closeEntry();
        }
        return jar;
    }
}
