package dev.tidemark.compile;

import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroups;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.session.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken lines of CSV files that are passed over on request. */
final class TestRejectedLines {
    private static final SparkSession SPARK = SharedSpark.session();
    private static final String BROKEN = """
            user_id,ts,amount,note
            1,2026-03-01T10:00:00Z,1.5,whole
            007,2026-03-01T10:00:00Z,2,a key that is none
            2,2026-03-01T10:00:00Z
            "3",2026-03-01T10:00:00Z,"4,5","a note
            of two lines"
            4,12:00:00,6,
            5,2026-03-01T11:00:00Z,7,whole
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Path rejects;

    @BeforeEach
    void writeFile() throws IOException {
        rejects = folder.resolve("rejects");
        file = Files.createDirectory(folder.resolve("events")).resolve("a.csv");
        Files.writeString(file, BROKEN);
    }

    @Test
    void brokenLinesArePassedOverAndWrittenWithTheirProblems() throws IOException {
        FeatureGroup group = group("spending", folder.resolve("events"));

        assertThat(read(group).select("user_id", "amount").collectAsList())
                .extracting(Row::toString)
                .containsExactly("[1,1.5]", "[5,7.0]");

        assertThat(rejectFiles())
                .singleElement()
                .satisfies(rejected ->
                        assertThat(Files.readString(rejected)).isEqualTo("""
                        file,line,problem,record
                        FILE,3,column 'user_id': '007' cannot be a join key of type INT64: it has leading zeros; declare the join key STRING or write it without them,"007,2026-03-01T10:00:00Z,2,a key that is none"
                        FILE,4,"2 fields, but the header has 4; quote fields that hold commas or line breaks","2,2026-03-01T10:00:00Z"
                        FILE,5,"column 'amount': '4,5' is not a number","3,2026-03-01T10:00:00Z,""4,5"",""a note
                        of two lines""\"
                        FILE,7,column 'ts': '12:00:00' is not an instant; expected an instant such as 2026-05-01T06:00:00Z or a date such as 2026-05-01,"4,12:00:00,6,"
                        """.replace("FILE", file.toString())));
        assertThat(RejectedLines.of(SPARK, group))
                .containsExactly(new RejectedLines("events", rejects.toString(), 4, 1));
    }

    @Test
    void howManyLinesAreBrokenDependsOnNeitherColumnsNorScans() throws IOException {
        FeatureGroup group = group("spending", folder.resolve("events"));
        Files.writeString(file.resolveSibling("b.csv"), "amount,user_id,ts\nx,1,2026-03-01\n");
        Files.writeString(file.resolveSibling("c.csv"), "amount,user_id,ts\n1,1,2026-03-01\n");

        for (String narrow : List.of("ts", "user_id", "note")) {
            assertThat(read(group).select(narrow).collectAsList()).hasSize(3);
            assertThat(read(group).count()).isEqualTo(3);

            assertThat(RejectedLines.of(SPARK, group))
                    .containsExactly(new RejectedLines("events", rejects.toString(), 5, 2));
        }
    }

    @Test
    void aScanThatEndsEarlyLeavesNothingHalf() throws IOException {
        FeatureGroup group = group("spending", folder.resolve("events"));
        Files.writeString(file, BROKEN + "6,2026-03-01T12:00:00Z,7,whole\n".repeat(20_000) + "7,never,8,\n");

        assertThat(read(group).limit(1).collectAsList()).hasSize(1);
        assertThat(read(group).where("user_id = 5").isEmpty()).isFalse();
        assertThat(rejectFiles()).isEmpty();

        assertThat(read(group).count()).isEqualTo(20_002);
        List<Path> whole = rejectFiles();
        assertThat(read(group).limit(1).collectAsList()).hasSize(1);
        assertThat(rejectFiles()).isEqualTo(whole);
        assertThat(RejectedLines.of(SPARK, group))
                .containsExactly(new RejectedLines("events", rejects.toString(), 5, 1));
    }

    @Test
    void aFileThatWasMendedHasNoRejectFileAnyMore() throws IOException {
        FeatureGroup group = group("spending", folder.resolve("events"));
        read(group).count();
        assertThat(rejectFiles()).hasSize(1);

        Files.writeString(file, "user_id,ts,amount,note\n1,2026-03-01T10:00:00Z,1.5,whole\n");
        read(group).count();

        assertThat(rejectFiles()).isEmpty();
        assertThat(RejectedLines.of(SPARK, group)).isEmpty();
    }

    @Test
    void groupsThatKnowOtherTypesOfAFileHaveTheirOwnRejects() {
        FeatureGroup numbers = group("spending", file);
        FeatureGroup codes = FeatureGroups.of("codes", Entity.of("code", "A code", "user_id", ScalarType.STRING))
                .source(source(file))
                .feature("n", "n", count().over("7d"))
                .build();

        read(numbers).count();
        read(codes).count();

        assertThat(RejectedLines.of(SPARK, numbers))
                .containsExactly(new RejectedLines("events", rejects.toString(), 4, 1));
        assertThat(RejectedLines.of(SPARK, codes))
                .containsExactly(new RejectedLines("events", rejects.toString(), 2, 1));
    }

    @Test
    void aStatementsTypesAreThoseOfTheLinesThatAreWhole() {
        FeatureGroup group = FeatureGroups.of(
                        "statement", Entity.of("somebody", "Somebody", "user_id", ScalarType.INT64))
                .source(source(file))
                .feature("total", ScalarType.FLOAT64, "Sum")
                .sql("SELECT 1")
                .build();

        assertThat(read(group).select("user_id", "amount").schema().simpleString())
                .isEqualTo("struct<user_id:string,amount:string>");
        assertThat(read(group).count()).isEqualTo(4);
        assertThat(RejectedLines.of(SPARK, group))
                .containsExactly(new RejectedLines("events", rejects.toString(), 2, 1));
    }

    @Test
    void whatMakesTheNextLineUncertainStillStops() throws IOException {
        for (String content : List.of(
                "user_id,ts,amount\n1,2026-03-01,\"1\n2,2026-03-01,1\n",
                "user_id,ts,amount\n1,2026-03-01,\"1\"2\n",
                "user_id,ts,amount,Amount\n1,2026-03-01,1,1\n")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> read(group("spending", file)).count())
                    .hasStackTraceContaining("Cannot read file '%s' of source 'events'".formatted(file));
        }
        assertThat(rejectFiles()).isEmpty();
    }

    @Test
    void aFolderWithinWhatIsReadIsRefused() {
        for (DataSource source : List.of(
                DataSource.csv("events", folder.toString()),
                DataSource.csv("events", folder + "/ev*/*.csv").glob(),
                DataSource.csv("events", rejects.toString()))) {
            FeatureGroup group = group(
                    "spending", source.timestamp("ts").rejectTo(rejects.toUri().toString()));

            assertThatThrownBy(() -> read(group))
                    .isInstanceOf(FeatureStoreException.class)
                    .hasMessage(
                            "Invalid reject folder '%s' of source 'events' of feature group 'spending': it lies within '%s', which is read; name a folder outside of it",
                            rejects.toUri(), source.location());
        }
    }

    private List<Path> rejectFiles() throws IOException {
        if (Files.notExists(rejects)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(rejects)) {
            return files.filter(path -> !path.getFileName().toString().endsWith(".crc"))
                    .toList();
        }
    }

    private DataSource source(Path path) {
        return DataSource.csv("events", path.toString()).timestamp("ts").rejectTo(rejects.toString());
    }

    private FeatureGroup group(String name, Path path) {
        return group(name, source(path));
    }

    private static FeatureGroup group(String name, DataSource source) {
        return FeatureGroups.of(name, Entity.of("somebody", "Somebody", "user_id", ScalarType.INT64))
                .source(source)
                .feature("total", ScalarType.FLOAT64, "Sum", sum("amount").over("7d"))
                .build();
    }

    private static Dataset<Row> read(FeatureGroup group) {
        return new SourceReader(SPARK, group).read(group.sources().getFirst());
    }
}
