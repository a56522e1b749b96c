package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Definitions;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Definition;
import dev.tidemark.feature.Emission;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.Fallback;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureServiceBuilder;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.feature.Window;
import dev.tidemark.project.ProjectClasses;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The listings of docs/guide/declaring-features.md build what they declare, and it names every method of the builders.
 */
final class TestDeclaringFeatures {
    private static final Page PAGE = Page.read("docs/guide/declaring-features.md");

    @TempDir
    Path folder;

    @Test
    void everyListingBuildsItsDefinition() throws Exception {
        Path features = Files.createDirectory(folder.resolve("features"));
        FeatureJar.write(PAGE.javaFiles(), features);

        try (ProjectClasses project = ProjectClasses.open(
                Map.of(ProjectClasses.VARIABLE, features.toString()), folder, Instant.parse("2026-11-29T12:00:00Z"))) {
            assertThat(Definitions.on(project.loader(), project.names()).all())
                    .extracting(Definition::name)
                    .contains(
                            "card_at_merchant",
                            "merchant_days",
                            "user_merchants",
                            "user_payments",
                            "user_habits",
                            "checkout_model");
        }
        assertThat(PAGE.javaFiles()).hasSameSizeAs(PAGE.blocks("java"));
        assertThat(PAGE.javaFiles().keySet())
                .allSatisfy(file -> assertThat(PAGE.text()).contains("`features/%s`:".formatted(file)));
    }

    @Test
    void everyMethodThatDeclaresSomethingIsNamed() {
        Stream<Method> builders = Stream.of(FeatureGroupBuilder.class, FeatureServiceBuilder.class)
                .flatMap(builder -> Arrays.stream(builder.getDeclaredMethods()));
        Stream<Method> parts = Stream.of(
                        Entity.class, DataSource.class, Aggregation.class, Window.class, Emission.class, Fallback.class)
                .flatMap(part -> Arrays.stream(part.getDeclaredMethods())
                        .filter(method -> method.getReturnType().equals(part) && !isAccessor(method)));
        List<String> names = Stream.concat(builders, parts)
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .distinct()
                .toList();

        assertThat(names)
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(PAGE.text()).containsPattern("\\b%s\\(".formatted(name)));
        assertThat(ScalarType.values())
                .allSatisfy(type -> assertThat(PAGE.text()).contains("`%s`".formatted(type)));
    }

    private static boolean isAccessor(Method method) {
        Class<?> type = method.getDeclaringClass();
        return type.isRecord()
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getAccessor().equals(method));
    }
}
