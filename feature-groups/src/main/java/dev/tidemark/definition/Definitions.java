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

/** All groups and services that a class path defines, each with its defining class. Immutable. */
public final class Definitions {
    private static final Comparator<Found> GROUPS_FIRST = Comparator.<Found, Boolean>comparing(
                    found -> !(found.definition() instanceof FeatureGroup))
            .thenComparing(found -> found.definition().name());

    private final List<Found> found;

    private Definitions(List<Found> found) {
        this.found = found.stream().sorted(GROUPS_FIRST).toList();
    }

    /** A definition and the class that it comes from, followed by the constant if the class is an enum. */
    record Found(Definition definition, String origin) {}

    /**
     * Builds the definitions of a class path: those of classes that a file in {@code META-INF/services} names, as
     * {@link java.util.ServiceLoader} reads it, and those of the given classes that implement
     * {@link FeatureGroupDefinition} or {@link FeatureServiceDefinition}.
     *
     * @param classNames binary names; abstract, anonymous and local classes and classes that define nothing are skipped
     * @throws InvalidDefinitionException with every problem of every definition, each with the class and, if the user's
     *     code ran, its line
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
                .map(entry -> "%s: is declared %d times, by %s; give each another name"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().size(),
                                String.join(
                                        " and by ",
                                        entry.getValue().stream().sorted().toList())))
                .sorted()
                .toList();
    }

    /** Returns groups and then services, each ordered by name. */
    public List<Definition> all() {
        return found.stream().map(Found::definition).toList();
    }

    /** Prefixes each problem that belongs to one of these definitions with the class that defines it. */
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
