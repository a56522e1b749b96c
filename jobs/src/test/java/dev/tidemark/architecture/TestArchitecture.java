package dev.tidemark.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the house that a class path cannot enforce; this module sees all others but the server. */
final class TestArchitecture {
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.tidemark");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.tidemark.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theDriversOfTheOnlineStoreAreKnownToItAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tidemark.online..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "org.msgpack..", "redis..")
                .check(CLASSES);
    }

    @Test
    void definitionsAndTimeNeedTheJdkOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tidemark.feature", "dev.tidemark.time..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "org.jspecify..",
                        "dev.tidemark.feature",
                        "dev.tidemark.packed..",
                        "dev.tidemark.time..")
                .check(CLASSES);
    }

    @Test
    void sparkStaysOutOfDefinitionsSettingsTheRegistryAndTheOnlineStore() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tidemark.feature..",
                        "dev.tidemark.time..",
                        "dev.tidemark.metadata..",
                        "dev.tidemark.registry..",
                        "dev.tidemark.run..",
                        "dev.tidemark.syncposition..",
                        "dev.tidemark.push..",
                        "dev.tidemark.requestlog..",
                        "dev.tidemark.conf..",
                        "dev.tidemark.online..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.iceberg..", "scala..")
                .check(CLASSES);
    }

    @Test
    void noClassIsNamedByItsImportance() {
        List<String> banned = List.of("Impl", "Util", "Utils", "Helper", "Manager", "Common", "Base");
        noClasses()
                .should()
                .haveNameMatching(".*(" + String.join("|", banned) + ")$")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineAndTheJobsKnowTheCommandLinesLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tidemark.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }
}
