package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupDefinition;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureServiceDefinition;
import dev.tidemark.feature.InvalidDefinitionException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways to write a definition, and ways to write it wrongly. */
final class TestDefinitions {
    private static final String TWICE = "same_name";

    @TempDir
    Path folder;

    static final class Plain implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group("plain");
        }
    }

    private static final class Hidden implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group("hidden");
        }
    }

    record Recorded() implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group("recorded");
        }
    }

    enum Constants implements FeatureGroupDefinition {
        FIRST,
        SECOND {
            @Override
            public FeatureGroup define() {
                return group("second_by_itself");
            }
        };

        @Override
        public FeatureGroup define() {
            return group("first");
        }
    }

    interface OfKind<K> extends FeatureGroupDefinition {
        K kind();

        @Override
        default FeatureGroup define() {
            return group("kind_" + kind());
        }
    }

    abstract static class Numbered implements OfKind<Integer> {}

    static final class Seven extends Numbered {
        @Override
        public Integer kind() {
            return 7;
        }
    }

    static final class Model implements FeatureServiceDefinition {
        @Override
        public FeatureService define() {
            return FeatureService.named("model")
                    .describedAs("A model")
                    .ownedBy("tests")
                    .features("plain")
                    .build();
        }
    }

    /** Defines nothing by itself, as the class that {@link #anonymous} makes. */
    static final class Factory {
        static FeatureGroupDefinition anonymous() {
            return new FeatureGroupDefinition() {
                @Override
                public FeatureGroup define() {
                    return group("anonymous");
                }
            };
        }
    }

    final class Inner implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group(folder.getFileName().toString());
        }
    }

    record WithParts(String name) implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group(name);
        }
    }

    static final class Singleton implements FeatureGroupDefinition {
        private Singleton() {}

        @Override
        public FeatureGroup define() {
            return group("singleton");
        }
    }

    static final class Unready implements FeatureGroupDefinition {
        private static final int SIZE = Integer.parseInt("many");

        @Override
        public FeatureGroup define() {
            return group("size_" + SIZE);
        }
    }

    static final class Broken implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return FeatureGroup.named("broken").build();
        }
    }

    static final class BrokenWindow implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            Window.parse("5 m");
            return group("window");
        }
    }

    static final class Endless implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return new Endless().define();
        }
    }

    static final class NoneAtAll implements FeatureGroupDefinition {
        @Override
        @SuppressWarnings("NullAway")
        public FeatureGroup define() {
            return null;
        }
    }

    static final class SameName implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group(TWICE);
        }
    }

    static final class SameNameAgain implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group(TWICE);
        }
    }

    /** Public, as files in META-INF/services need it. */
    public static final class Listed implements FeatureGroupDefinition {
        @Override
        public FeatureGroup define() {
            return group("listed");
        }
    }

    @Test
    void everyWayToWriteADefinitionIsFound() {
        List<Definition> all = on(
                        Model.class,
                        Plain.class,
                        Hidden.class,
                        Recorded.class,
                        Constants.class,
                        Constants.SECOND.getClass(),
                        OfKind.class,
                        Numbered.class,
                        Seven.class,
                        Factory.class,
                        Factory.anonymous().getClass())
                .all();

        assertThat(all)
                .extracting(Definition::name)
                .containsExactly("first", "hidden", "kind_7", "plain", "recorded", "second_by_itself", "model");
    }

    @Test
    void classesThatCannotBeMadeAreNamedTogetherWithWhatToDo() {
        assertThat(problems(Inner.class, WithParts.class, Singleton.class))
                .containsExactly(
                        name("Inner") + ": is an inner class, which cannot be made without an object of "
                                + TestDefinitions.class.getName() + "; declare it static",
                        name("Singleton") + ": its constructor without parameters is private; make it public",
                        name("WithParts")
                                + ": has no constructor without parameters; give it one, or make the class abstract");
    }

    @Test
    void everyProblemOfEveryDefinitionIsToldWithItsClassAndLine() {
        List<String> problems =
                problems(Broken.class, BrokenWindow.class, Unready.class, Endless.class, NoneAtAll.class, Plain.class);

        assertThat(problems)
                .anyMatch(problem ->
                        problem.matches(place("Broken") + "feature group 'broken', field 'entity': is missing"))
                .anyMatch(problem ->
                        problem.matches(place("Broken") + "feature group 'broken', field 'features': is empty;.*"))
                .anyMatch(problem -> problem.matches(place("BrokenWindow") + ".*'5 m'.*"))
                .anyMatch(problem ->
                        problem.matches(place("Unready") + "NumberFormatException: For input string: \"many\""))
                .anyMatch(problem -> problem.matches(place("Endless") + "StackOverflowError"))
                .contains(name("NoneAtAll") + ": define() returned null, expected a definition");
        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem).startsWith(TestDefinitions.class.getName() + "$"));
    }

    @Test
    void definitionsOfOneNameAreToldWithTheirClasses() {
        assertThat(problems(SameNameAgain.class, SameName.class, Broken.class))
                .contains("feature group 'same_name': is declared 2 times, by %s and by %s; give each another name"
                        .formatted(name("SameName"), name("SameNameAgain")))
                .hasSizeGreaterThan(1);
    }

    @Test
    void problemsThatAreFoundLaterAreToldWithTheClass() {
        assertThat(on(Plain.class, Model.class)
                        .located(List.of("feature service 'model', field 'features': x", "the rest")))
                .containsExactly(name("Model") + ": feature service 'model', field 'features': x", "the rest");
    }

    @Test
    void filesOfServicesNameClassesAndSayWhichAreNone() throws IOException {
        assertThat(named(Listed.class.getName())).extracting(Definition::name).containsExactly("listed");

        InvalidDefinitionException refused = catchThrowableOfType(
                InvalidDefinitionException.class,
                () -> named(
                        Listed.class.getName(),
                        Listed.class.getName().replace('$', '.'),
                        Model.class.getName(),
                        Broken.class.getName()));

        assertThat(refused.problems())
                .hasSize(3)
                .anyMatch(problem ->
                        problem.contains("Provider " + Listed.class.getName().replace('$', '.'))
                                && problem.contains("not found; ")
                                && problem.endsWith("a nested class is named Outer$Nested"))
                .anyMatch(problem -> problem.contains(name("Model") + " not a subtype; "))
                .anyMatch(problem -> problem.contains(name("Broken") + " Unable to get public no-arg constructor; "))
                .allMatch(problem ->
                        problem.startsWith("META-INF/services/" + FeatureGroupDefinition.class.getName() + ": "));
    }

    @Test
    void aClassThatIsNamedTwiceDefinesOnce() throws IOException {
        URLClassLoader loader = listing(Listed.class.getName());

        assertThat(Definitions.on(loader, List.of(Listed.class.getName())).all())
                .hasSize(1);
    }

    private List<Definition> named(String... classes) throws IOException {
        return Definitions.on(listing(classes), List.of()).all();
    }

    private URLClassLoader listing(String... classes) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(FeatureGroupDefinition.class.getName()), List.of(classes));
        URL url = URI.create(folder.toUri().toString()).toURL();
        return new URLClassLoader(new URL[] {url}, TestDefinitions.class.getClassLoader());
    }

    private static Definitions on(Class<?>... classes) {
        return Definitions.on(
                TestDefinitions.class.getClassLoader(),
                Arrays.stream(classes).map(Class::getName).toList());
    }

    private static List<String> problems(Class<?>... classes) {
        return catchThrowableOfType(InvalidDefinitionException.class, () -> on(classes))
                .problems();
    }

    private static String name(String nested) {
        return TestDefinitions.class.getName() + "$" + nested;
    }

    /** As a pattern: the class, then file and line. */
    private static String place(String nested) {
        return "\\Q" + name(nested) + "\\E \\(TestDefinitions\\.java:\\d+\\): ";
    }

    private static FeatureGroup group(String name) {
        return FeatureGroups.ofUsers(name)
                .source(DataSource.table("shop.events").timestamp("at"))
                .feature("n", ScalarType.INT64, "A number")
                .sql("SELECT user_id, at AS event_timestamp, 1L AS n FROM events")
                .build();
    }
}
