package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Collections and maps of the JDK that arrive as what they were, because a task may well say {@code TreeMap} and mean it. The
 * order is the wire's: append only.
 */
@SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // makers are constructor references; tasks use what they use
enum ContainerType {
    LINKED_LIST(LinkedList.class, LinkedList::new),
    /** It is filled as another list, since each element that is added copies it. */
    COPY_ON_WRITE_LIST(CopyOnWriteArrayList.class, ArrayList::new),
    ARRAY_DEQUE(ArrayDeque.class, ArrayDeque::new),
    CONCURRENT_QUEUE(ConcurrentLinkedQueue.class, ConcurrentLinkedQueue::new),
    PRIORITY_QUEUE(PriorityQueue.class, PriorityQueue::new),
    TREE_SET(TreeSet.class, TreeSet::new),
    REVERSE_TREE_SET(TreeSet.class, () -> new TreeSet<>(Collections.reverseOrder())),
    SKIP_LIST_SET(ConcurrentSkipListSet.class, ConcurrentSkipListSet::new),
    TREE_MAP(TreeMap.class, TreeMap::new),
    REVERSE_TREE_MAP(TreeMap.class, () -> new TreeMap<>(Collections.reverseOrder())),
    CONCURRENT_MAP(ConcurrentHashMap.class, ConcurrentHashMap::new),
    SKIP_LIST_MAP(ConcurrentSkipListMap.class, ConcurrentSkipListMap::new),
    /** Behind its name comes that of the enum. */
    ENUM_SET(EnumSet.class, Collections::emptySet),
    /** Behind its name comes that of the enum. */
    ENUM_MAP(EnumMap.class, Collections::emptyMap),
    VECTOR(Vector.class, Vector::new),
    STACK(Stack.class, Stack::new),
    HASHTABLE(Hashtable.class, Hashtable::new),
    IDENTITY_MAP(IdentityHashMap.class, IdentityHashMap::new),
    CONCURRENT_DEQUE(ConcurrentLinkedDeque.class, ConcurrentLinkedDeque::new);

    private static final List<ContainerType> ALL = List.of(values());

    private static final Map<Class<?>, ContainerType> BY_CLASS = new HashMap<>();

    static {
        for (ContainerType type : ALL) {
            BY_CLASS.putIfAbsent(type.type, type);
        }
    }

    private final Class<?> type;
    private final Supplier<Object> maker;

    ContainerType(Class<?> type, Supplier<Object> maker) {
        this.type = type;
        this.maker = maker;
    }

    /**
     * What it is, or {@code null} where any list, set or map will do: also if it has an order of its own, which could only
     * cross as code. A view of something sorted is a sorted one, for what declares no more than {@code SortedMap}.
     */
    static @Nullable ContainerType of(Object value) {
        ContainerType found = value instanceof EnumSet ? ENUM_SET : BY_CLASS.get(value.getClass());
        if (found == null) {
            found = value instanceof SortedMap ? TREE_MAP : value instanceof SortedSet ? TREE_SET : null;
        }
        if (found == null) {
            return null;
        }
        return switch (found) {
            case TREE_SET -> ordered(((SortedSet<?>) value).comparator(), TREE_SET, REVERSE_TREE_SET);
            case TREE_MAP -> ordered(((SortedMap<?, ?>) value).comparator(), TREE_MAP, REVERSE_TREE_MAP);
            case SKIP_LIST_SET -> ordered(((SortedSet<?>) value).comparator(), SKIP_LIST_SET, null);
            case SKIP_LIST_MAP -> ordered(((SortedMap<?, ?>) value).comparator(), SKIP_LIST_MAP, null);
            case PRIORITY_QUEUE -> ordered(((PriorityQueue<?>) value).comparator(), PRIORITY_QUEUE, null);
            default -> found;
        };
    }

    private static @Nullable ContainerType ordered(
            @Nullable Comparator<?> order, ContainerType natural, @Nullable ContainerType reverse) {
        if (order == null || order.equals(Comparator.naturalOrder())) {
            return natural;
        }
        return order.equals(Collections.reverseOrder()) ? reverse : null;
    }

    static ContainerType of(int number) throws ProtocolException {
        if (number >= ALL.size()) {
            throw new ProtocolException("a container of the unknown type " + number);
        }
        return ALL.get(number);
    }

    @SuppressWarnings("EnumOrdinal")
    int code() {
        return ordinal();
    }

    boolean isMap() {
        return Map.class.isAssignableFrom(type);
    }

    boolean isOfEnum() {
        return this == ENUM_SET || this == ENUM_MAP;
    }

    @SuppressWarnings("unchecked")
    Collection<@Nullable Object> newCollection() {
        return (Collection<@Nullable Object>) maker.get();
    }

    /** What the value is that has been filled. */
    Collection<@Nullable Object> finish(Collection<@Nullable Object> filled) {
        return this == COPY_ON_WRITE_LIST ? new CopyOnWriteArrayList<>(filled) : filled;
    }

    @SuppressWarnings("unchecked")
    Map<@Nullable Object, @Nullable Object> newMap() {
        return (Map<@Nullable Object, @Nullable Object>) maker.get();
    }
}
