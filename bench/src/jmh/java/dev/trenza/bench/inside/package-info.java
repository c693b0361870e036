/** What happens inside one JVM, measured by JMH; started by {@code bench/jmh}. */
package dev.trenza.bench.inside;
