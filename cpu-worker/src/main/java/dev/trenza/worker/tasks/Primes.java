package dev.trenza.worker.tasks;

import dev.trenza.task.TaskContext;
import java.math.BigInteger;
import java.util.BitSet;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Finds prime numbers. */
final class Primes {

    /** Odd numbers in one segment: 64 KiB of bits stay in a processor's cache. */
    private static final int SEGMENT = 1 << 19;
    /**
     * As bases of Miller and Rabin's test they leave no doubt below 3.3 * 10^24: J. Sorenson and J. Webster, "Strong
     * pseudoprimes to twelve prime bases", 2015.
     */
    private static final int[] BASES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37};

    private Primes() {}

    /**
     * Passes on the primes in ascending order, in memory that grows with the square root of the last one. Tells progress
     * with each segment.
     *
     * @param last up to which, itself included
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     */
    static void forEach(long last, TaskContext context, LongConsumer action) {
        if (last >= 2) {
            action.accept(2);
        }
        int[] factors = oddPrimes((int) Math.sqrt((double) last));
        for (long first = 3; first <= last; first += 2L * SEGMENT) {
            context.checkCancelled();
            int length = (int) Math.min(SEGMENT, (last - first) / 2 + 1);
            BitSet composite = composites(first, length, factors);
            for (int i = composite.nextClearBit(0); i < length; i = composite.nextClearBit(i + 1)) {
                action.accept(first + 2L * i);
            }
            context.progress();
        }
    }

    /** Of the odd numbers from the first on, those that a factor divides. */
    private static BitSet composites(long first, int length, int[] factors) {
        BitSet composite = new BitSet(length);
        long last = first + 2L * (length - 1);
        for (int factor : factors) {
            long square = (long) factor * factor;
            if (square > last) {
                break;
            }
            long multiple = Math.max(square, (first + factor - 1) / factor * factor);
            if (multiple % 2 == 0) {
                multiple += factor;
            }
            for (long i = (multiple - first) / 2; i < length; i += factor) {
                composite.set((int) i);
            }
        }
        return composite;
    }

    /** By the sieve of Eratosthenes; one more than asked for does no harm, so the root need not be exact. */
    private static int[] oddPrimes(int last) {
        BitSet composite = new BitSet(last + 2);
        for (int factor = 3; (long) factor * factor <= last + 1L; factor += 2) {
            if (!composite.get(factor)) {
                for (long i = (long) factor * factor; i <= last + 1L; i += 2L * factor) {
                    composite.set((int) i);
                }
            }
        }
        return IntStream.rangeClosed(3, last + 1)
                .filter(number -> number % 2 == 1 && !composite.get(number))
                .toArray();
    }

    /** Whether a number is prime; exact for every {@code long}. */
    static boolean isPrime(long number) {
        if (number < 2) {
            return false;
        }
        for (int base : BASES) {
            if (number % base == 0) {
                return number == base;
            }
        }
        BigInteger n = BigInteger.valueOf(number);
        BigInteger even = n.subtract(BigInteger.ONE);
        int twos = even.getLowestSetBit();
        BigInteger odd = even.shiftRight(twos);
        for (int base : BASES) {
            if (isWitness(BigInteger.valueOf(base).modPow(odd, n), twos, even, n)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the power shows that n is composite. */
    private static boolean isWitness(BigInteger power, int twos, BigInteger minusOne, BigInteger n) {
        BigInteger x = power;
        if (x.equals(BigInteger.ONE) || x.equals(minusOne)) {
            return false;
        }
        for (int i = 1; i < twos; i++) {
            x = x.multiply(x).mod(n);
            if (x.equals(minusOne)) {
                return false;
            }
        }
        return true;
    }
}
