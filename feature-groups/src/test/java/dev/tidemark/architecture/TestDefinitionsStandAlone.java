package dev.tidemark.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What anyone who declares features needs is the JDK; the other rules of the house hold here first. */
final class TestDefinitionsStandAlone {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tidemark");

    @Test
    void theClassesOfThisModuleAreLookedAt() {
        assertThat(CLASSES.stream().map(type -> type.getPackageName()))
                .contains("dev.tidemark.feature", "dev.tidemark.feature.json", "dev.tidemark.time")
                .doesNotContain("dev.tidemark.conformance");
    }

    @Test
    void definitionsNeedTheJdkTimeAndPackedValuesOnly() {
        classes()
                .that()
                .resideInAPackage("dev.tidemark.feature")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "dev.tidemark.feature",
                        "dev.tidemark.packed..",
                        "dev.tidemark.time..")
                .check(CLASSES);
    }

    @Test
    void packedValuesNeedTheJdkAndTimeOnly() {
        classes()
                .that()
                .resideInAPackage("dev.tidemark.packed..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.tidemark.packed..", "dev.tidemark.time..")
                .check(CLASSES);
    }

    /** Jackson is optional: what a user declares, sends and reads must load without it. */
    @Test
    void jsonIsKnownToDefinitionsInJsonAndToStalenessOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tidemark.feature.json..", "dev.tidemark.staleness..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..", "dev.tidemark.feature.json..")
                .check(CLASSES);
    }

    @Test
    void aClientNeedsTheJdkAndDefinitionsOnly() {
        classes()
                .that()
                .resideInAnyPackage("dev.tidemark.client..", "dev.tidemark.request..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "dev.tidemark.client..",
                        "dev.tidemark.request..",
                        "dev.tidemark.feature",
                        "dev.tidemark.time..")
                .check(CLASSES);
    }

    @Test
    void timeNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("dev.tidemark.time..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "dev.tidemark.time..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.tidemark.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noClassIsNamedByItsImportance() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl|Base|Common)$")
                .check(CLASSES);
    }
}
