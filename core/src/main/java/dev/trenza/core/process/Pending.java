package dev.trenza.core.process;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/** The calls of a lane that wait for a worker, in order. Fenced by the dispatcher's lock. */
final class Pending {

    // Mutable state
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private int calls;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many calls there are. */
    int size() {
        return calls;
    }

    void addAll(List<? extends Work> work) {
        work.forEach(this::addLast);
    }

    void addLast(Work work) {
        waiting.addLast(work);
        calls += work.size();
    }

    void addFirst(Work work) {
        waiting.addFirst(work);
        calls += work.size();
    }

    /** The next one, or as many as go together; there must be one. */
    Work next(int most) {
        Work next = waiting.element();
        if (next instanceof Pack pack && pack.size() > most) {
            next = most == 1 ? pack.cutOne() : pack.cut(most);
        } else {
            waiting.remove();
            next = next.size() == 1 ? next.calls().get(0) : next;
        }
        calls -= next.size();
        return next;
    }

    /** Takes all out. */
    List<Work> clear() {
        List<Work> all = List.copyOf(waiting);
        waiting.clear();
        calls = 0;
        return all;
    }

    /** Takes out those calls that meet a condition; what is in a pack meets none. */
    void removeCallsIf(Predicate<Call> condition) {
        waiting.removeIf(work -> work instanceof Call call && condition.test(call) && --calls >= 0);
    }

    void shift(long nanos) {
        for (Work work : waiting) {
            if (work instanceof Call call) {
                call.shift(nanos);
            }
        }
    }
}
