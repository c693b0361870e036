package dev.trenza.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The two pipes to the parent.
 *
 * @param in frames from the parent
 * @param out frames to the parent
 */
record WorkerChannel(InputStream in, OutputStream out) {

    /** On the command line: the frames travel on fds 3 and 4, out of reach of anything that is printed. */
    static final String DESCRIPTORS = "fds";

    /** On the command line: there is no shell to set up fds 3 and 4, so standard input and output are claimed. */
    static final String STANDARD_STREAMS = "stdio";

    static WorkerChannel claim(String kind) throws IOException {
        return switch (kind) {
            case DESCRIPTORS -> new WorkerChannel(new FileInputStream("/dev/fd/3"), new FileOutputStream("/dev/fd/4"));
            case STANDARD_STREAMS -> {
                System.setIn(InputStream.nullInputStream());
                yield new WorkerChannel(
                        new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
            }
            default -> throw new IOException("no channel is called '" + kind + "'");
        };
    }
}
