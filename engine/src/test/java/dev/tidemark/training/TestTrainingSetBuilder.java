package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.session.SharedSpark;
import dev.tidemark.time.Knowledge;
import dev.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestTrainingSetBuilder {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final OfflineStore STORE = new OfflineStore(SPARK, "features");
    private static final FeatureGroup GROUP = FeatureGroups.ofUsers("spending")
            .source(DataSource.table("a.b").timestamp("t"))
            .feature("spent", ScalarType.FLOAT64, "spent")
            .feature("visits", ScalarType.INT64, "visits")
            .sql("SELECT 1")
            .build();
    private static final Map<String, FeatureGroup> GROUPS = Map.of("spending", GROUP);

    @TempDir
    Path folder;

    private final TrainingSetBuilder builder =
            new TrainingSetBuilder(SPARK, STORE, GROUPS::get, java.time.InstantSource.system());

    @BeforeAll
    static void fill() {
        STORE.ensure(GROUP);
        STORE.write(
                GROUP,
                TimeRange.ofDays(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 9)),
                SPARK.sql(
                        "SELECT id % 3 AS user_id, TIMESTAMP'2026-03-01' + make_dt_interval(CAST(id AS INT)) AS event_timestamp,"
                                + " TIMESTAMP'2026-03-01' AS created_at, id / 10.0D AS spent, id AS visits FROM range(9)"));
        SPARK.sql("CREATE NAMESPACE IF NOT EXISTS tidemark.labels");
        SPARK.sql("CREATE OR REPLACE TABLE tidemark.labels.fraud USING iceberg AS SELECT id AS user_id,"
                + " TIMESTAMP'2026-03-05 10:00:00' AS at, id = 1 AS is_fraud FROM range(4)");
    }

    @Test
    void everyKindOfSpineGivesTheSameRows() throws IOException {
        SPARK.table("tidemark.labels.fraud")
                .write()
                .parquet(folder.resolve("labels").toString());
        Path csv = Files.writeString(
                folder.resolve("labels.csv"),
                "user_id,at,is_fraud\n0,2026-03-05T10:00:00Z,false\n1,2026-03-05T10:00:00Z,true\n"
                        + "2,2026-03-05T10:00:00Z,false\n3,2026-03-05T10:00:00Z,false\n");
        List<String> spines = List.of(
                "tidemark.labels.fraud",
                folder.resolve("labels").toString(),
                csv.toString(),
                "SELECT * FROM tidemark.labels.fraud");

        for (String spine : spines) {
            TrainingSetResult result = builder.build(set(spine, "spending", parquet("out")));

            assertThat(result.rows()).isEqualTo(4);
            assertThat(result.columns()).containsExactly("user_id", "at", "is_fraud", "spent", "visits");
            assertThat(result.matchedShare()).containsEntry("spending", 0.75);
            assertThat(SPARK.read()
                            .parquet(folder.resolve("out").toString())
                            .orderBy("user_id")
                            .select("visits")
                            .collectAsList())
                    .extracting(row -> row.get(0))
                    .containsExactly(3L, 4L, 2L, null);
        }
    }

    @Test
    void buildingAgainGivesTheSameDigestAndLeavesNothingUnfinished() throws IOException {
        TrainingSetResult first = builder.build(set("tidemark.labels.fraud", "spending", parquet("again")));
        TrainingSetResult second = builder.build(set("tidemark.labels.fraud", "spending", parquet("again")));
        TrainingSetResult other = builder.build(set("tidemark.labels.fraud", "spending:spent", parquet("other")));

        assertThat(second.digest()).isEqualTo(first.digest()).isNotEqualTo(other.digest());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("again", "other");
        }
    }

    @Test
    void theManifestSaysWhatWasRead() throws IOException {
        TrainingSetResult result = builder.build(set("tidemark.labels.fraud", "spending:visits", parquet("with")));

        JsonNode manifest = new ObjectMapper()
                .readTree(folder.resolve("with/_manifest.json").toFile());
        assertThat(manifest.path("spine").path("text").asText()).isEqualTo("tidemark.labels.fraud");
        assertThat(manifest.path("features").get(0).asText()).isEqualTo("spending:visits");
        assertThat(manifest.path("knowledge").asText()).isEqualTo("event-time");
        assertThat(manifest.path("feature_groups").get(0).path("snapshot_id").asLong())
                .isEqualTo(STORE.currentSnapshot(GROUP).orElseThrow());
        assertThat(manifest.path("digest").asText()).isEqualTo(result.digest());
    }

    @Test
    void anIcebergTableCarriesItsManifest() {
        TrainingSetResult result =
                builder.build(set("tidemark.labels.fraud", "spending", new Output.IcebergTable("tidemark.sets.fraud")));

        assertThat(SPARK.table("tidemark.sets.fraud").count()).isEqualTo(4);
        assertThat(SPARK.sql("SHOW TBLPROPERTIES tidemark.sets.fraud ('tidemark.manifest')")
                        .first()
                        .getString(1))
                .contains(result.digest());
    }

    @Test
    void aMistakeIsToldBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> builder.build(set("tidemark.labels.frud", "spending", parquet("none"))))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageStartingWith("Cannot read the spine 'tidemark.labels.frud'");
        assertThatThrownBy(() -> builder.build(set("tidemark.labels.fraud", "spending:spnt", parquet("none"))))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("did you mean spent?");
        assertThatThrownBy(() -> builder.build(new TrainingSet(
                        new Spine.Table("tidemark.labels.fraud"),
                        "timestamp",
                        List.of(FeatureReference.parse("spending")),
                        Knowledge.eventTime(),
                        false,
                        parquet("none"))))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessageContaining("no column 'timestamp'");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private Output parquet(String name) {
        return new Output.Parquet(folder.resolve(name).toString());
    }

    private static TrainingSet set(String spine, String features, Output output) {
        return new TrainingSet(
                Spine.parse(spine),
                "at",
                List.of(FeatureReference.parse(features)),
                Knowledge.eventTime(),
                false,
                output);
    }
}
