package dev.tidemark.readme;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes that a user of a public type has to know. */
final class Signatures {
    private Signatures() {}

    /**
     * The binary names of the classes that a type and its public nested types extend or name in public members, their
     * type arguments among them.
     */
    static Set<String> namedBy(Class<?> type) {
        Stream<Type> above =
                Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()));
        Stream<Type> fields = visible(type.getDeclaredFields()).map(Field::getGenericType);
        Stream<Type> methods = visible(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .flatMap(method -> Stream.concat(Stream.of(result(method)), inputs(method)));
        Stream<Type> constructors = visible(type.getDeclaredConstructors()).flatMap(Signatures::inputs);
        Set<String> names = Stream.of(above, fields, methods, constructors)
                .flatMap(types -> types)
                .flatMap(Signatures::classes)
                .map(Class::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        Arrays.stream(type.getDeclaredClasses())
                .filter(nested -> Modifier.isPublic(nested.getModifiers()))
                .forEach(nested -> names.addAll(namedBy(nested)));
        return names;
    }

    private static <M extends Member> Stream<M> visible(M[] members) {
        return Arrays.stream(members).filter(member -> Modifier.isPublic(member.getModifiers()));
    }

    private static Type result(Method method) {
        return method.getGenericReturnType();
    }

    private static Stream<Type> inputs(Executable executable) {
        return Stream.concat(
                Stream.of(executable.getGenericParameterTypes()), Stream.of(executable.getGenericExceptionTypes()));
    }

    private static Stream<Class<?>> classes(Type type) {
        return switch (type) {
            case Class<?> array when array.isArray() -> classes(Objects.requireNonNull(array.getComponentType()));
            case Class<?> found -> Stream.of(found);
            case ParameterizedType parameterized ->
                Stream.concat(
                        classes(parameterized.getRawType()),
                        Stream.of(parameterized.getActualTypeArguments()).flatMap(Signatures::classes));
            case WildcardType wildcard -> Stream.of(wildcard.getUpperBounds()).flatMap(Signatures::classes);
            case GenericArrayType array -> classes(array.getGenericComponentType());
            default -> Stream.empty();
        };
    }
}
