package dev.trenza.examples.hostile;

import dev.trenza.task.TaskContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways to misbehave, and three to behave. */
enum Command {

    /** Returns its argument. */
    ECHO,

    /** Prints its argument where results might be, in two ways, and returns it. */
    PRINT {
        @Override
        String run(String argument) throws IOException {
            System.out.println(argument);
            // Not closed: that would close it for everybody in this JVM.
            new FileOutputStream(FileDescriptor.out).write((argument + "\n").getBytes(StandardCharsets.UTF_8));
            return argument;
        }
    },

    /** Logs its argument at three levels, and returns where it is. */
    LOG {
        @Override
        String run(String argument, TaskContext context) {
            context.log(Level.DEBUG, argument);
            context.log(argument);
            context.log(Level.WARNING, argument);
            return context.diagnosticContext().get("trenza.stream") + " " + context.index();
        }
    },

    /** Fails with its argument as the message. */
    THROW {
        @Override
        String run(String argument) {
            throw new IllegalStateException(argument);
        }
    },

    /** Ends the JVM in the orderly way. */
    EXIT {
        @Override
        String run(String argument) {
            System.exit(Integer.parseInt(argument));
            return argument;
        }
    },

    /** Ends the JVM at once. */
    HALT {
        @Override
        String run(String argument) {
            Runtime.getRuntime().halt(Integer.parseInt(argument));
            return argument;
        }
    },

    /** Computes for ever and does not listen. */
    SPIN {
        @Override
        String run(String argument) {
            while (true) {
                Thread.onSpinWait();
            }
        }
    },

    /** Takes all memory there is. */
    ALLOCATE {
        @Override
        String run(String argument) {
            Object[] hoard = {};
            while (true) {
                hoard = new Object[] {hoard, new byte[1 << 20]};
            }
        }
    };

    /**
     * Does it.
     *
     * @return the argument, if it comes to that
     */
    String run(String argument, TaskContext context) throws IOException {
        return run(argument);
    }

    /** The same, for those that need no context. */
    String run(String argument) throws IOException {
        return argument;
    }

    /** The command of this word. */
    static Command of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no command; known: " + words()));
    }

    /** All commands, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Command::word).collect(Collectors.joining(", "));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
