package dev.trenza.app.input;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a run ends before its items do, in GNU parallel's words: {@code now,fail=1}, {@code soon,success=3}, {@code
 * soon,fail=10%}. Immutable.
 *
 * @param isNow whether what runs is killed, rather than waited for
 * @param what is counted
 * @param limit how many of them end the run, or how many per cent of all items
 * @param isPercent whether the limit is one of per cent
 */
public record HaltPolicy(boolean isNow, What what, int limit, boolean isPercent) {

    /** What a policy must look like, for messages. */
    public static final String EXPECTATION =
            "never, or now or soon with what is counted: now,fail=1  soon,fail=3%  now,success=1  soon,done=100";

    private static final Pattern TEXT = Pattern.compile("(now|soon),(fail|success|done)=([1-9]\\d{0,8})(%?)");
    private static final Map<String, String> SHORT = Map.of(
            "1", "soon,fail=1",
            "2", "now,fail=1",
            "-1", "soon,success=1",
            "-2", "now,success=1");

    /** As GNU parallel's manual has it: a per cent of one item says nothing. */
    private static final int LEAST_ITEMS_FOR_PERCENT = 3;

    /** What a policy counts. */
    public enum What {
        /** Items that failed, in whichever way. */
        FAIL,
        /** Items that succeeded. */
        SUCCESS,
        /** Both. */
        DONE
    }

    /**
     * Reads a policy; {@code never} is none.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Optional<HaltPolicy> parse(String given) {
        String text = SHORT.getOrDefault(given, given.matches("\\d+%") ? "soon,fail=" + given : given);
        if (text.equals("never") || text.equals("0")) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + given + "' is not " + EXPECTATION);
        }
        int limit = Integer.parseInt(matcher.group(3));
        boolean isPercent = !matcher.group(4).isEmpty();
        if (isPercent && limit > 100) {
            throw new IllegalArgumentException("'" + given + "' is more than 100%");
        }
        What what = What.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return Optional.of(new HaltPolicy(matcher.group(1).equals("now"), what, limit, isPercent));
    }

    /**
     * Whether it is time.
     *
     * @param size of the whole run, if that is known; otherwise per cent are those of what has ended
     */
    public boolean isMet(long failures, long successes, OptionalLong size) {
        long done = failures + successes;
        long count = switch (what) {
            case FAIL -> failures;
            case SUCCESS -> successes;
            case DONE -> done;
        };
        if (!isPercent) {
            return count >= limit;
        }
        return done >= LEAST_ITEMS_FOR_PERCENT && count > 0 && count * 100.0 >= limit * (double) size.orElse(done);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return (isNow ? "now," : "soon,") + what.name().toLowerCase(Locale.ROOT) + "=" + limit + (isPercent ? "%" : "");
    }
}
