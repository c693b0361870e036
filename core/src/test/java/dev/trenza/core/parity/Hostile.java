package dev.trenza.core.parity;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** A value that fails in a given way at a given place of its journey, and tasks for it. */
final class Hostile implements Serializable {

    private static final long serialVersionUID = 1;

    /** Where on its way from the caller through a worker and back. */
    enum Where {
        ENCODE_INPUT,
        DECODE_INPUT,
        RUN,
        ENCODE_RESULT,
        DECODE_RESULT,
        NOWHERE
    }

    /** How. */
    enum How {
        ERROR,
        EXIT,
        HALT
    }

    private final Where where;
    private final How how;
    private boolean hasRun;

    Hostile(Where where, How how) {
        this.where = where;
        this.how = how;
    }

    static Hostile harmless() {
        return new Hostile(Where.NOWHERE, How.ERROR);
    }

    /** The task: gives its input back. */
    static Hostile through(Hostile input) {
        input.hasRun = true;
        input.failAt(Where.RUN);
        return input;
    }

    private void failAt(Where here) {
        if (here != where) {
            return;
        }
        switch (how) {
            case ERROR -> throw new IllegalStateException("failed at " + here);
            case EXIT -> System.exit(42);
            case HALT -> Runtime.getRuntime().halt(99);
        }
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        failAt(hasRun ? Where.ENCODE_RESULT : Where.ENCODE_INPUT);
        out.defaultWriteObject();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        failAt(hasRun ? Where.DECODE_RESULT : Where.DECODE_INPUT);
    }
}
