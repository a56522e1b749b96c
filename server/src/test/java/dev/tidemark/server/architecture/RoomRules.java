package dev.tidemark.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the rooms below a package.
 *
 * @param root the package that has the rooms
 */
record RoomRules(String root) {
    /** Rooms from the top floor down; those of one floor do not know each other. */
    static final List<Set<String>> FLOORS = List.of(
            Set.of("feast", "health", "requestlog"),
            Set.of("online", "push"),
            Set.of("definition"),
            Set.of("http"),
            Set.of("answer", "body", "connection", "log"));

    /** The table of routes, and the start of the server. */
    private static final Set<String> KNOW_ALL = Set.of("Routes", "FeatureServerBuilder");

    private static final int MOST_ROOMS = 5;

    ArchRule arrowsPointDown() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ArchCondition<>("use rooms on lower floors only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                            boolean wrong = isWithin(arrow.getTargetClass())
                                    && !isDown(room(type), room(arrow.getTargetClass()));
                            events.add(new SimpleConditionEvent(type, !wrong, arrow.getDescription()));
                        }
                    }
                });
    }

    ArchRule onlyTheTableOfRoutesAndTheStartKnowAllRooms() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ArchCondition<>("know at most %d rooms beside their own".formatted(MOST_ROOMS)) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        Set<String> known = known(type);
                        boolean few = known.size() <= MOST_ROOMS || KNOW_ALL.contains(type.getSimpleName());
                        events.add(new SimpleConditionEvent(
                                type, few, "%s knows the rooms %s".formatted(type.getName(), known)));
                    }
                });
    }

    /** The names of the rooms that classes are in; empty for the package itself. */
    Set<String> rooms(Iterable<JavaClass> classes) {
        Set<String> rooms = new TreeSet<>();
        classes.forEach(type -> rooms.add(room(type)));
        return rooms;
    }

    private Set<String> known(JavaClass type) {
        Set<String> known = new TreeSet<>();
        for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
            if (isWithin(arrow.getTargetClass())) {
                known.add(room(arrow.getTargetClass()));
            }
        }
        known.remove(room(type));
        return known;
    }

    private boolean isWithin(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(root + ".");
    }

    private String room(JavaClass type) {
        return type.getPackageName().equals(root) ? "" : type.getPackageName().substring(root.length() + 1);
    }

    /** The package itself is above all floors. */
    private static boolean isDown(String from, String to) {
        return from.equals(to) || floor(from) < floor(to);
    }

    private static int floor(String room) {
        if (room.isEmpty()) {
            return -1;
        }
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room)) {
                return floor;
            }
        }
        throw new IllegalStateException("No floor for the room '%s'; name it in FLOORS".formatted(room));
    }
}
