package dev.tidemark.definition;

import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureServiceDefinition;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An object that defines a group or a service.
 *
 * @param name of its class, followed by the constant if the class is an enum
 */
record DefinitionObject(String name, Object object) {

    /** Returns the objects of a class: the constants of an enum, or one made by the constructor without parameters. */
    static List<DefinitionObject> of(Class<?> type, List<String> problems) {
        String name = type.getName();
        try {
            if (type.isEnum()) {
                return Arrays.stream(type.getEnumConstants())
                        .map(constant -> new DefinitionObject(name + "." + ((Enum<?>) constant).name(), constant))
                        .toList();
            }
            if (Modifier.isAbstract(type.getModifiers()) || type.isAnonymousClass() || type.isLocalClass()) {
                return List.of();
            }
            if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
                problems.add("%s: is an inner class, which cannot be made without an object of %s; declare it static"
                        .formatted(name, type.getEnclosingClass().getName()));
                return List.of();
            }
            return List.of(new DefinitionObject(name, made(type)));
        } catch (NoSuchMethodException e) {
            problems.add("%s: has no constructor without parameters; give it one, or make the class abstract"
                    .formatted(name));
        } catch (IllegalAccessException e) {
            problems.add("%s: its constructor without parameters is private; make it public".formatted(name));
        } catch (InvocationTargetException | InstantiationException | LinkageError e) {
            problems.addAll(DefinitionFailure.problems(name, e));
        }
        return List.of();
    }

    private static Object made(Class<?> type)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException, InstantiationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        // The implicit constructor of a private class is private. In a class that is not private, a private constructor
        // is deliberate.
        if (Modifier.isPrivate(constructor.getModifiers()) && !Modifier.isPrivate(type.getModifiers())) {
            throw new IllegalAccessException(type.getName());
        }
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /** Returns the object's definition; if building it fails, returns empty and adds the failure to the problems. */
    Optional<Definition> define(List<String> problems) {
        try {
            Definition definition = object instanceof FeatureGroupDefinition group
                    ? group.define()
                    : ((FeatureServiceDefinition) object).define();
            if (definition == null) {
                problems.add("%s: define() returned null, expected a definition".formatted(name));
            }
            return Optional.ofNullable(definition);
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            problems.addAll(DefinitionFailure.problems(name, e));
            return Optional.empty();
        }
    }
}
