package dev.trenza.app.output;

/** Nanoseconds as decimal milliseconds, to the microsecond: {@code 0.4}, {@code 12}, {@code 0.001}. */
final class Millis {

    private Millis() {}

    static String of(long nanos) {
        long micros = Math.max(0, (nanos + 500) / 1_000);
        long fraction = micros % 1_000;
        String whole = Long.toString(micros / 1_000);
        if (fraction == 0) {
            return whole;
        }
        StringBuilder text = new StringBuilder(whole).append('.');
        for (long unit = 100; unit > 0 && fraction > 0; unit /= 10) {
            text.append((char) ('0' + fraction / unit));
            fraction %= unit;
        }
        return text.toString();
    }
}
