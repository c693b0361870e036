package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Decides for one end of the process line which classes may be named on it, beyond the plain ones. Thread-safe. */
abstract class CrossingTypes {

    final AllowedTypes allowed;

    CrossingTypes(AllowedTypes allowed) {
        this.allowed = allowed;
    }

    /** Whether an object of this class may be sent. */
    abstract boolean maySend(Class<?> type);

    /** Whether an object of this class may be made from what has arrived. The name is a stranger's. */
    abstract boolean mayArrive(String className);

    /** Whether serialised objects of the JDK's own value classes may cross. */
    abstract boolean isOpenToJdk();

    /** What may arrive, as {@link AllowedTypes} would say it; the unnamed package cannot be said. */
    List<String> patterns() {
        return allowed.patterns();
    }

    /** What is allowed and nothing else, in both directions. */
    static CrossingTypes only(AllowedTypes allowed) {
        return new CrossingTypes(allowed) {
            @Override
            boolean maySend(Class<?> type) {
                return allowed.matches(type.getName());
            }

            @Override
            boolean mayArrive(String className) {
                return allowed.matches(className);
            }

            @Override
            boolean isOpenToJdk() {
                return !allowed.patterns().isEmpty();
            }
        };
    }

    /**
     * For a worker. What arrives was chosen by its parent, whose code it runs anyway, so only classes that are good for
     * nothing but an attack are refused: an input may have come to the parent from a stranger. What it sends is for the parent
     * to judge.
     */
    static CrossingTypes inWorker(AllowedTypes allowed) {
        return new CrossingTypes(allowed) {
            @Override
            boolean maySend(Class<?> type) {
                return mayArrive(type.getName());
            }

            @Override
            boolean mayArrive(String className) {
                return !GadgetPackages.contain(className) || allowed.matches(className);
            }

            @Override
            boolean isOpenToJdk() {
                return true;
            }
        };
    }

    /**
     * For the parent, and the runs of one task: what it sends is its own choice, and what comes back may be of the packages
     * that this choice has named.
     *
     * @param task whose package and signature name others; {@code null} if it has none here
     */
    static CrossingTypes ofTask(AllowedTypes allowed, @Nullable Task<?, ?> task) {
        return new OfTask(allowed, task);
    }

    private static final class OfTask extends CrossingTypes {

        private final @Nullable Task<?, ?> task;
        private final Set<String> ofInputs = ConcurrentHashMap.newKeySet();

        // Mutable state: looked up when it is needed, for plain values never
        private volatile @Nullable Set<String> ofTask;

        OfTask(AllowedTypes allowed, @Nullable Task<?, ?> task) {
            super(allowed);
            this.task = task;
        }

        @Override
        boolean maySend(Class<?> type) {
            String itsPackage = type.getPackageName();
            if (ofInputs.contains(itsPackage)) {
                return true;
            }
            if (GadgetPackages.contain(itsPackage + ".")) {
                return allowed.matches(type.getName());
            }
            ofInputs.add(itsPackage);
            return true;
        }

        @Override
        boolean mayArrive(String className) {
            String itsPackage = className.substring(0, Math.max(0, className.lastIndexOf('.')));
            return ofInputs.contains(itsPackage) || allowed.matches(className) || ofTask().contains(itsPackage);
        }

        @Override
        List<String> patterns() {
            return Stream.concat(
                            allowed.patterns().stream(),
                            Stream.concat(ofInputs.stream(), ofTask().stream())
                                    .filter(its -> !its.isEmpty())
                                    .map(its -> its + ".*"))
                    .distinct()
                    .toList();
        }

        private Set<String> ofTask() {
            Set<String> known = ofTask;
            if (known == null) {
                known = task == null ? Set.of() : TaskTypes.packagesOf(task);
                ofTask = known;
            }
            return known;
        }

        @Override
        boolean isOpenToJdk() {
            return true;
        }
    }
}
