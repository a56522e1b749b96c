package dev.tidemark.definition;

import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureServiceDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Spliterator;
import java.util.TreeMap;

/** Finds the classes that define feature groups or services. */
final class DefinitionClasses {
    private static final List<Class<?>> KINDS = List.of(FeatureGroupDefinition.class, FeatureServiceDefinition.class);

    private final ClassLoader loader;
    private final List<String> problems;
    private final TreeMap<String, Class<?>> found = new TreeMap<>();

    DefinitionClasses(ClassLoader loader, List<String> problems) {
        this.loader = loader;
        this.problems = problems;
    }

    /** Returns each class once, in the order of the names, however often it is named. */
    Collection<Class<?>> find(Collection<String> classNames) {
        KINDS.forEach(this::namedInFiles);
        for (String name : Set.copyOf(classNames)) {
            try {
                add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError e) {
                problems.add("%s: cannot be loaded: %s".formatted(name, e));
            }
        }
        return found.values();
    }

    private void add(Class<?> type) {
        if (KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type))) {
            found.put(type.getName(), type);
        }
    }

    /** A service loader continues behind a name that it cannot use. */
    private void namedInFiles(Class<?> kind) {
        Spliterator<? extends ServiceLoader.Provider<?>> providers =
                ServiceLoader.load(kind, loader).stream().spliterator();
        String last = null;
        boolean more = true;
        while (more) {
            try {
                more = providers.tryAdvance(provider -> add(provider.type()));
            } catch (ServiceConfigurationError | LinkageError e) {
                String reason = String.valueOf(e.getMessage()).replace(kind.getName() + ": ", "");
                // What cannot be read at all is the same each time.
                more = !Objects.equals(last, reason);
                last = reason;
                if (more) {
                    problems.add(
                            ("META-INF/services/%s: %s; a line is the name of a public class that implements %s and has a"
                                            + " public constructor without parameters; a nested class is named Outer$Nested")
                                    .formatted(kind.getName(), reason, kind.getSimpleName()));
                }
            }
        }
    }
}
