package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** {@code digest}: the checksum of a file or of bytes, as {@code sha256sum} prints it. Thread-safe. */
public final class DigestTask implements NamedTask {

    private static final String ALGORITHM = "algorithm";
    /** Those of the JDK, and how people write the usual ones. Written out, because to ask the JDK takes 100 ms. */
    private static final List<String> ALGORITHMS = List.of(
            "sha-256",
            "sha256",
            "sha-512",
            "sha512",
            "sha-384",
            "sha384",
            "sha-224",
            "sha224",
            "sha-1",
            "sha1",
            "md5",
            "md2",
            "sha-512/224",
            "sha-512/256",
            "sha3-224",
            "sha3-256",
            "sha3-384",
            "sha3-512",
            "shake128-256",
            "shake256-512");

    /** For {@link java.util.ServiceLoader}. */
    public DigestTask() {}

    @Override
    public String name() {
        return "digest";
    }

    @Override
    public String description() {
        return "Computes a checksum, as sha256sum does";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "the digest in hexadecimal; of a map, the field 'digest'";
    }

    @Override
    public List<Parameter> parameters() {
        return ContentInput.parametersAnd(Parameter.choice(ALGORITHM, "sha-256", ALGORITHMS, "how to compute it"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContentInput input = new ContentInput(name(), parameters);
        String algorithm = parameters.string(ALGORITHM);
        digest(algorithm);
        ContextTask<@Nullable Object, @Nullable Object> task = (value, context) -> {
            MessageDigest digest = digest(algorithm);
            input.of(value).forEachChunk(context, (chunk, length) -> digest.update(chunk, 0, length));
            return input.result(value, "digest", HexFormat.of().formatHex(digest.digest()));
        };
        return task;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(
                    "'algorithm' must be one that this Java knows, was '" + algorithm
                            + "', which came with Java 25; this" + " is Java "
                            + Runtime.version().feature(),
                    e);
        }
    }
}
