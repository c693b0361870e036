package dev.trenza.app.statistics;

/** Cuts text. */
final class Cut {

    static final int ITEM_CHARACTERS = 300;

    private Cut() {}

    static String to(int limit, String text) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 4)) ? limit - 4 : limit - 3;
        return text.substring(0, end) + "...";
    }
}
