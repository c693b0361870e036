package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles programs that a test has as text, as a user's build would. */
final class Javac {

    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile(
            "^(?:public )?(?:final |abstract |open )*(?:class|interface|record|enum|module) ([\\w.]+)",
            Pattern.MULTILINE);

    private Javac() {}

    /**
     * Compiles.
     *
     * @param classes where to, is made
     * @param options as {@code -cp}; the class path of this JVM if there are none
     * @param sources one file each
     */
    static Path compile(Path classes, List<String> options, String... sources) throws IOException {
        Path sourceRoot =
                Files.createTempDirectory(Files.createDirectories(classes).getParent(), "source");
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
        arguments.addAll(options.isEmpty() ? List.of("-cp", System.getProperty("java.class.path")) : options);
        for (String source : sources) {
            arguments.add(write(sourceRoot, source).toString());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> names = arguments.subList(arguments.size() - sources.length, arguments.size());
            List<String> flags = arguments.subList(0, arguments.size() - sources.length);
            boolean isCompiled = compiler.getTask(
                            said, files, null, flags, null, files.getJavaFileObjectsFromStrings(names))
                    .call();
            assertThat(isCompiled).as(said.toString()).isTrue();
        }
        return classes;
    }

    private static Path write(Path root, String source) throws IOException {
        Matcher inPackage = PACKAGE.matcher(source);
        Path folder = inPackage.find() ? root.resolve(inPackage.group(1).replace('.', '/')) : root;
        Matcher type = TYPE.matcher(source);
        assertThat(type.find()).isTrue();
        String name = source.startsWith("module") || source.startsWith("open module") ? "module-info" : type.group(1);
        return Files.writeString(Files.createDirectories(folder).resolve(name + ".java"), source);
    }
}
