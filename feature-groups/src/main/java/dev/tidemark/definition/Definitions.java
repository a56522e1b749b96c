package dev.tidemark.definition;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureServiceDefinition;
import dev.tidemark.feature.InvalidDefinitionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All groups and services that a class path defines, each with the class that defines it. Immutable. */
public final class Definitions {
    private static final Comparator<Found> GROUPS_FIRST = Comparator.<Found, Boolean>comparing(
                    found -> !(found.definition() instanceof FeatureGroup))
            .thenComparing(found -> found.definition().name());

    private final List<Found> found;

    private Definitions(List<Found> found) {
        this.found = found.stream().sorted(GROUPS_FIRST).toList();
    }

    /** A definition and the class that it comes from, with the constant where the class is an enum. */
    record Found(Definition definition, String origin) {}

    /**
     * Builds what the class path defines: by classes that a file in {@code META-INF/services} names, as
     * {@link java.util.ServiceLoader} reads it, and by those of the given classes that implement
     * {@link FeatureGroupDefinition} or {@link FeatureServiceDefinition}.
     *
     * @param classNames binary names; classes that define nothing, abstract ones and those without a name of their own
     *     are passed over
     * @throws InvalidDefinitionException with every problem of every definition, each naming the class and, where code
     *     of the user's ran, its line
     */
    public static Definitions on(ClassLoader classes, Collection<String> classNames) {
        List<String> problems = new ArrayList<>();
        List<Found> found = new ArrayList<>();
        for (Class<?> type : new DefinitionClasses(classes, problems).find(classNames)) {
            for (DefinitionObject object : DefinitionObject.of(type, problems)) {
                object.define(problems).ifPresent(definition -> found.add(new Found(definition, object.name())));
            }
        }
        problems.addAll(declaredTwice(found));
        if (!problems.isEmpty()) {
            throw new InvalidDefinitionException(problems);
        }
        return new Definitions(found);
    }

    private static List<String> declaredTwice(List<Found> found) {
        Map<String, List<String>> origins = new LinkedHashMap<>();
        found.forEach(one -> origins.computeIfAbsent(subject(one.definition()), absent -> new ArrayList<>())
                .add(one.origin()));
        return origins.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> "%s: is declared %d times, by %s; give each a name of its own"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().size(),
                                String.join(
                                        " and by ",
                                        entry.getValue().stream().sorted().toList())))
                .sorted()
                .toList();
    }

    /** Groups in the order of their names, then services in that of theirs. */
    public List<Definition> all() {
        return found.stream().map(Found::definition).toList();
    }

    /** Puts before each problem that is of one of these definitions the class that it comes from. */
    public List<String> located(List<String> problems) {
        return problems.stream().map(this::located).toList();
    }

    private String located(String problem) {
        return found.stream()
                .filter(one -> problem.startsWith(subject(one.definition()) + ","))
                .findFirst()
                .map(one -> one.origin() + ": " + problem)
                .orElse(problem);
    }

    private static String subject(Definition definition) {
        return "feature %s '%s'".formatted(definition instanceof FeatureGroup ? "group" : "service", definition.name());
    }
}
