package dev.trenza.worker.program;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.ValueText;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code exec}: an existing {@code main(String[])}, once for each item, in a JVM that stays warm. Thread-safe.
 *
 * <p>{@code System.exit}, an uncaught exception and the end of the last non-daemon thread end the item and not the worker.
 * Streams, system properties, default locale, time zone and uncaught exception handler are put back after each item. What the
 * program keeps in static fields stays for the worker's next item, which is what makes it warm, unless {@code fresh-classes}
 * is on.
 */
public final class ProgramTask implements NamedTask {

    private static final String CLASS_PATH = "class-path";
    private static final String MAIN = "main";
    private static final String ARGS = "args";
    private static final String STDIN = "stdin";
    private static final String STDIN_FROM = "stdin-from";
    private static final String RESULTS = "results";
    private static final String FRESH_CLASSES = "fresh-classes";
    private static final String MAX_OUTPUT = "max-output";

    /** More threads that wait for ever are not left in one worker. */
    private static final int MOST_LEFT = 64;

    private static final int LAST_LINE = 300;

    /** For {@link java.util.ServiceLoader}. */
    public ProgramTask() {}

    @Override
    public String name() {
        return "exec";
    }

    @Override
    public String description() {
        return "Runs the main of an existing program";
    }

    @Override
    public String input() {
        return "a text, which takes the place of {} in the arguments";
    }

    @Override
    public String output() {
        return "a map: exit (a status), stdout and stderr (texts, or bytes if they are none), and, if something was dropped"
                + " of them, stdoutDropped and stderrDropped (in bytes)";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.required(CLASS_PATH, Parameter.Type.STRING, "jars and folders of classes, joined by ':'"),
                Parameter.required(MAIN, Parameter.Type.STRING, "the class with the main"),
                Parameter.optional(
                        ARGS,
                        Parameter.Type.LIST,
                        List.of("{}"),
                        "its arguments; {} {.} {/} {//} {/.} {#} are those of GNU parallel"),
                Parameter.optional(
                        STDIN, Parameter.Type.STRING, null, "the file that is its standard input; {} as in args"),
                Parameter.optional(
                        STDIN_FROM,
                        Parameter.Type.STRING,
                        "",
                        "the folder that a relative name of stdin begins in; otherwise the worker's"),
                Parameter.optional(
                        RESULTS,
                        Parameter.Type.STRING,
                        null,
                        "a folder for what it prints: INDEX.out and INDEX.err; a status other than 0 is then no failure"),
                Parameter.optional(
                        FRESH_CLASSES,
                        Parameter.Type.BOOLEAN,
                        false,
                        "load the program anew for each item: slower, but no item sees static fields of another"),
                Parameter.optional(MAX_OUTPUT, Parameter.Type.SIZE, "16m", "what it prints beyond that is dropped"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        return new Program(parameters);
    }

    /** The program, and the classes that it has loaded in this worker. */
    private static final class Program implements ContextTask<@Nullable Object, @Nullable Object> {

        private static final long serialVersionUID = 1;

        private final transient Parameters parameters;
        private final transient ArgumentTemplate template;
        private final transient List<Thread> left = new ArrayList<>();

        // Mutable state
        private transient @Nullable ProgramLoader shared;

        Program(Parameters parameters) {
            this.parameters = parameters;
            this.template = ArgumentTemplate.of(
                    parameters.list(ARGS).stream().map(String::valueOf).toList());
        }

        @Override
        public Object run(@Nullable Object input, TaskContext context) throws Exception {
            String item = text(input);
            long limit = parameters.size(MAX_OUTPUT);
            ProgramOutput out = new ProgramOutput(file(context.index(), ".out"), limit);
            ProgramOutput err = new ProgramOutput(file(context.index(), ".err"), limit);
            int status;
            boolean isOverForClasses = parameters.flag(FRESH_CLASSES);
            try (InputStream in = stdin(item, context.index())) {
                ProgramRun run = new ProgramRun(in, out, err);
                status = run.execute(loader(), parameters.string(MAIN), template.fill(item, context.index()), left);
                isOverForClasses |= run.hasBrokenClasses();
            } finally {
                forgetThreads();
                if (isOverForClasses) {
                    forgetClasses();
                }
                out.close();
                err.close();
            }
            if (parameters.has(RESULTS)) {
                refuseSpoiledWorker(status);
            } else if (status != 0) {
                throw new IOException(describe(status, err));
            }
            return result(status, out, err);
        }

        private static String text(@Nullable Object input) {
            if (input instanceof CharSequence || input instanceof Number || input instanceof Boolean) {
                return input.toString();
            }
            throw new IllegalArgumentException("'exec' takes a text, was " + ValueText.describe(input));
        }

        private @Nullable Path file(long index, String suffix) {
            return parameters
                    .optionalString(RESULTS)
                    .map(folder -> Path.of(folder, index + suffix))
                    .orElse(null);
        }

        private InputStream stdin(String item, long index) throws IOException {
            if (!parameters.has(STDIN)) {
                return InputStream.nullInputStream();
            }
            Path file = Path.of(parameters.string(STDIN_FROM))
                    .resolve(ArgumentTemplate.fill(parameters.string(STDIN), item, index));
            if (!Files.exists(file) || Files.isDirectory(file)) {
                String what = Files.exists(file) ? "is a directory" : "does not exist";
                throw new FileNotFoundException("'" + file + "', which stdin is to come from, " + what);
            }
            return Files.newInputStream(file);
        }

        private ProgramLoader loader() throws MalformedURLException {
            ProgramLoader loader = shared;
            if (loader == null) {
                List<URL> urls = new ArrayList<>();
                for (String entry : parameters.string(CLASS_PATH).split(File.pathSeparator, -1)) {
                    if (!entry.isEmpty()) {
                        urls.add(Path.of(entry).toUri().toURL());
                    }
                }
                loader = new ProgramLoader(urls.toArray(URL[]::new), parameters.string(CLASS_PATH));
                shared = loader;
            }
            return loader;
        }

        private void forgetThreads() {
            left.removeIf(thread -> !thread.isAlive());
        }

        /** Its jars stay open while a thread of the item may want another class. */
        private void forgetClasses() throws IOException {
            ProgramLoader loader = shared;
            shared = null;
            if (loader != null && left.isEmpty()) {
                loader.close();
            }
        }

        private void refuseSpoiledWorker(int status) {
            for (Thread thread : left) {
                if (ProgramRun.isBusy(thread)) {
                    throw new SpoiledWorkerError(
                            status, "its thread '" + thread.getName() + "' runs on after the end of the program");
                }
            }
            if (left.size() > MOST_LEFT) {
                throw new SpoiledWorkerError(status, left.size() + " threads of ended programs wait in it for ever");
            }
        }

        private static Object result(int status, ProgramOutput out, ProgramOutput err) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("exit", status);
            result.put("stdout", textOrBytes(out.bytes()));
            result.put("stderr", textOrBytes(err.bytes()));
            dropped(result, "stdoutDropped", out);
            dropped(result, "stderrDropped", err);
            return result;
        }

        private static void dropped(Map<String, Object> result, String name, ProgramOutput output) {
            if (output.dropped() > 0) {
                result.put(name, output.dropped());
            }
        }

        private static Object textOrBytes(byte[] bytes) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return bytes;
            }
        }

        private String describe(int status, ProgramOutput err) {
            String printed = new String(err.bytes(), StandardCharsets.UTF_8).strip();
            String last = printed.substring(printed.lastIndexOf('\n') + 1);
            return parameters.string(MAIN) + " ended with exit status " + status
                    + (last.isEmpty() ? "" : ": " + last.substring(0, Math.min(last.length(), LAST_LINE)));
        }
    }
}
