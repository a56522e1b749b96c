package dev.tidemark.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.tidemark.architecture.planted.Cake;
import dev.tidemark.pointintime.PointInTimeJoin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the engine that a class path cannot enforce, and that each of them trips. */
final class TestEngineArchitecture {
    private static final String ROOMS = "dev.tidemark.pointintime.*..";

    /**
     * The types of the rooms are public for one another. Training sets know the one exception that a join ends with,
     * and Spark's extensions the strategy. The windows' nodes of a plan need the same bridges to Spark as the join's,
     * and at labels also its rules of visibility.
     */
    private static final ArchRule ROOMS_ARE_KNOWN_TO_THE_JOIN_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tidemark.pointintime..",
                    "dev.tidemark.compile.label",
                    "dev.tidemark.spark",
                    "dev.tidemark.training")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOMS).and(resideOutsideOfPackage("dev.tidemark.pointintime.spark")));

    private static final ArchRule BRIDGES_ARE_KNOWN_TO_PLANS_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tidemark.pointintime..",
                    "dev.tidemark.training",
                    "dev.tidemark.compile.slide",
                    "dev.tidemark.compile.label")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.tidemark.pointintime.spark");

    /** Whoever has a manifest writes it by its own method and need not know the class of its text. */
    private static final List<List<String>> KNOWN_CIRCLES =
            List.of(List.of("dev.tidemark.training.Manifest", "dev.tidemark.training.ManifestJson"));

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackagesOf(Cake.class);

    @Test
    void theRoomsOfTheJoinHaveNoCycles() {
        slices().matching("dev.tidemark.pointintime.(*)..")
                .should()
                .beFreeOfCycles()
                .check(TestArchitecture.CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOMS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tidemark.pointintime")
                .check(TestArchitecture.CLASSES);
    }

    @Test
    void theRoomsOfTheJoinAreKnownToTheJoinAlone() {
        ROOMS_ARE_KNOWN_TO_THE_JOIN_ALONE.check(TestArchitecture.CLASSES);
        BRIDGES_ARE_KNOWN_TO_PLANS_ALONE.check(TestArchitecture.CLASSES);

        assertThatThrownBy(() -> ROOMS_ARE_KNOWN_TO_THE_JOIN_ALONE.check(PLANTED))
                .hasMessageContaining("RoomGuest")
                .hasMessageContaining("pointintime.row.TieOrder");
    }

    @Test
    void noClassesOfTheEngineNeedOneAnother() {
        List<JavaClass> engine = TestArchitecture.CLASSES.stream()
                .filter(TestEngineArchitecture::isOfEngine)
                .toList();
        assertThat(engine).extracting(JavaClass::getName).contains(PointInTimeJoin.class.getName());

        assertThat(ClassCircles.among(engine))
                .as("classes that need one another")
                .isEqualTo(KNOWN_CIRCLES);
    }

    /** A class and its builder, a sealed type and its cases, and nested classes may. */
    @Test
    void twoClassesThatNeedOneAnotherAreFound() {
        assertThat(ClassCircles.among(PLANTED.stream().toList()))
                .containsExactly(
                        List.of("dev.tidemark.architecture.planted.Egg", "dev.tidemark.architecture.planted.Hen"));
    }

    /** By where it was compiled: packages of other modules begin with the same names. */
    private static boolean isOfEngine(JavaClass type) {
        return type.getSource()
                .map(source -> source.getUri().toString().contains("/engine/"))
                .orElse(false);
    }
}
