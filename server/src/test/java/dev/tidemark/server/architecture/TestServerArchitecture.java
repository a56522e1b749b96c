package dev.tidemark.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tidemark.architecture.ClassCircles;
import dev.tidemark.server.architecture.planted.Knot;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the server's rooms, and that each trips on a planted violation. */
final class TestServerArchitecture {
    private static final RoomRules RULES = new RoomRules("dev.tidemark.server");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tidemark.server");

    private static final RoomRules PLANTED_RULES = new RoomRules("dev.tidemark.server.architecture.planted");
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackagesOf(Knot.class);

    @Test
    void everyRoomHasAFloorAndEveryFloorItsRooms() {
        assertThat(RULES.rooms(CLASSES))
                .isEqualTo(
                        Stream.concat(Stream.of(""), RoomRules.FLOORS.stream().flatMap(Collection::stream))
                                .collect(Collectors.toSet()));
    }

    @Test
    void arrowsBetweenRoomsPointDown() {
        RULES.arrowsPointDown().check(CLASSES);

        assertThatThrownBy(() -> PLANTED_RULES.arrowsPointDown().check(PLANTED))
                .hasMessageContaining("answer.Upward")
                .hasMessageContaining("online.Callback")
                .hasMessageNotContaining("definition.Room");
    }

    @Test
    void onlyTheTableOfRoutesAndTheStartKnowAllRooms() {
        RULES.onlyTheTableOfRoutesAndTheStartKnowAllRooms().check(CLASSES);

        assertThatThrownBy(() -> PLANTED_RULES
                        .onlyTheTableOfRoutesAndTheStartKnowAllRooms()
                        .check(PLANTED))
                .hasMessageContaining("planted.KnowsAll knows the rooms [answer, definition, feast, health, http, log]")
                .hasMessageNotContaining("planted.Routes");
    }

    @Test
    void classesHaveNoCirclesButCasesAndBuilders() {
        assertThat(ClassCircles.among(CLASSES)).isEmpty();

        assertThat(ClassCircles.among(PLANTED))
                .containsExactly(List.of(PLANTED_RULES.root() + ".Knot", PLANTED_RULES.root() + ".Loop"));
    }
}
