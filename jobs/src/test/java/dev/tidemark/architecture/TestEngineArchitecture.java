package dev.tidemark.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.tidemark.architecture.planted.RoomGuest;
import org.junit.jupiter.api.Test;

/** The rules of the engine that a class path cannot enforce, and that each of them trips. */
final class TestEngineArchitecture {
    private static final String ROOMS = "dev.tidemark.pointintime.*..";

    /**
     * The types of the rooms are public for one another. Training sets know the one exception that a join ends with,
     * and Spark's extensions the strategy.
     */
    private static final ArchRule ROOMS_ARE_KNOWN_TO_THE_JOIN_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages("dev.tidemark.pointintime..", "dev.tidemark.spark", "dev.tidemark.training")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOMS);

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackagesOf(RoomGuest.class);

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

        assertThatThrownBy(() -> ROOMS_ARE_KNOWN_TO_THE_JOIN_ALONE.check(PLANTED))
                .hasMessageContaining("RoomGuest")
                .hasMessageContaining("pointintime.row.TieOrder");
    }
}
