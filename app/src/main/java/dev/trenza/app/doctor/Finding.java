package dev.trenza.app.doctor;

/**
 * One thing that was looked at.
 *
 * @param state how it is
 * @param subject in a word or two
 * @param detail what was found
 * @param remedy what to do about it; empty if it is well
 */
public record Finding(State state, String subject, String detail, String remedy) {

    /** How a thing is. */
    public enum State {
        /** As it should be. */
        WELL("ok"),
        /** It works, but not as well as it could. */
        DOUBTFUL("??"),
        /** Nothing will work before this is mended. */
        ILL("!!");

        private final String mark;

        State(String mark) {
            this.mark = mark;
        }
    }

    static Finding well(String subject, String detail) {
        return new Finding(State.WELL, subject, detail, "");
    }

    static Finding doubtful(String subject, String detail, String remedy) {
        return new Finding(State.DOUBTFUL, subject, detail, remedy);
    }

    static Finding ill(String subject, String detail, String remedy) {
        return new Finding(State.ILL, subject, detail, remedy);
    }

    /** Well, or else doubtful for this reason. */
    static Finding unless(boolean isWell, String subject, String detail, String remedy) {
        return isWell ? well(subject, detail) : doubtful(subject, detail, remedy);
    }

    /** A line for the eyes; the remedy is on a second one. */
    @Override
    public String toString() {
        String line = String.format("%s  %-11s %s", state.mark, subject, detail);
        return remedy.isEmpty() ? line : line + "\n                -> " + remedy;
    }
}
