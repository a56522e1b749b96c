package dev.tidemark.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Circles among classes: A needs B, which needs A, directly or through others. None of them can be read, tested or
 * moved without the rest. A class counts with those nested in it; a sealed type may name its cases, and a class its
 * builder.
 */
public final class ClassCircles {
    private ClassCircles() {}

    /** The names of the classes of each circle, in order. */
    public static List<List<String>> among(Collection<JavaClass> classes) {
        Map<String, Set<String>> needs = needs(classes);
        Map<String, Set<String>> reached = new TreeMap<>();
        needs.keySet().forEach(name -> reached.put(name, reachedFrom(name, needs)));
        Set<String> seen = new TreeSet<>();
        List<List<String>> circles = new ArrayList<>();
        reached.forEach((name, others) -> {
            if (others.contains(name) && !seen.contains(name)) {
                List<String> circle = others.stream()
                        .filter(other -> reached.getOrDefault(other, Set.of()).contains(name))
                        .toList();
                seen.addAll(circle);
                circles.add(circle);
            }
        });
        return circles;
    }

    private static Map<String, Set<String>> needs(Collection<JavaClass> classes) {
        Map<String, Set<String>> needs = new TreeMap<>();
        for (JavaClass origin : classes) {
            Set<String> targets = needs.computeIfAbsent(outermost(origin), name -> new TreeSet<>());
            for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!outermost(target).equals(outermost(origin)) && !isAllowedBack(origin, target)) {
                    targets.add(outermost(target));
                }
            }
        }
        return needs;
    }

    /** Whether a class may need another that needs it. */
    private static boolean isAllowedBack(JavaClass origin, JavaClass target) {
        boolean isCase =
                target.isAssignableTo(origin.getName()) && origin.reflect().isSealed();
        return isCase || outermost(target).equals(outermost(origin) + "Builder");
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ClassCircles::outermost).orElseGet(type::getName);
    }

    private static Set<String> reachedFrom(String start, Map<String, Set<String>> needs) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(start));
        while (!open.isEmpty()) {
            for (String next : needs.getOrDefault(open.pop(), Set.of())) {
                if (reached.add(next)) {
                    open.push(next);
                }
            }
        }
        return reached;
    }
}
