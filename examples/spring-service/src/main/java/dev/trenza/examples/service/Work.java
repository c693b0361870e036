package dev.trenza.examples.service;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What runs in the workers. */
final class Work {

    private Work() {}

    /** How many primes there are up to a number. */
    static long primes(int limit) {
        return IntStream.rangeClosed(2, limit)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).allMatch(d -> n % d != 0))
                .count();
    }

    /** Takes memory until there is none: what an unlucky input makes of a decoder. */
    static long hoard(int block) {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new byte[block]);
        }
        return hoard.size();
    }
}
