package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.pointintime.JoinExplanation;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes training sets: pins what is read, joins point in time, writes the result as a whole with its manifest. Not
 * thread-safe; one at a time per output.
 */
public final class TrainingSetBuilder {
    private final SparkSession spark;
    private final Pinning pinning;
    private final SpineReader spines;
    private final FeatureTables tables;
    private final InstantSource clock;

    /**
     * Makes a builder.
     *
     * @param groups finds a feature group by name, or throws UNKNOWN_FEATURE_GROUP
     */
    public TrainingSetBuilder(
            SparkSession spark, OfflineStore store, Function<String, FeatureGroup> groups, InstantSource clock) {
        this.spark = spark;
        this.spines = new SpineReader(spark);
        this.pinning = new Pinning(store, groups, spines);
        this.tables = new FeatureTables(spark, store);
        this.clock = clock;
    }

    /**
     * Makes a training set from what the tables hold now.
     *
     * @throws FeatureStoreException where the request does not fit the spine or the definitions, or the output holds
     *     something that is no training set
     */
    public TrainingSetResult build(TrainingSet request) {
        Instant start = clock.instant();
        return make(start, pinning.pin(request), manifest -> manifest);
    }

    /**
     * Makes a training set once more, from the definitions and snapshots of its manifest.
     *
     * @param output usually another than the first one's
     * @throws FeatureStoreException with code SOURCE_MISMATCH where the rows are not those of the manifest; then nothing
     *     is left that counts as a training set
     */
    public TrainingSetResult buildAgain(Manifest manifest, Output output) {
        Instant start = clock.instant();
        PinnedInputs first = manifest.inputs();
        PinnedInputs again = new PinnedInputs(first.request().to(output), first.spineSnapshotId(), first.groups());
        return make(start, again, made -> {
            if (made.rows() != manifest.rows() || !made.digest().equals(manifest.digest())) {
                throw new FeatureStoreException(
                        ErrorCode.SOURCE_MISMATCH,
                        "The training set came out differently: %d rows with digest %s, the manifest says %d with %s;%s"
                                .formatted(
                                        made.rows(),
                                        made.digest(),
                                        manifest.rows(),
                                        manifest.digest(),
                                        first.spineSnapshotId() == null
                                                ? " the spine (%s) cannot be pinned and may have changed"
                                                        .formatted(
                                                                first.request().spine())
                                                : " somebody changed a table's snapshots"));
            }
            return made;
        });
    }

    /** Tells what a training set would take, without joining. Reads the spine's instants, and where much is to be joined a sample of the keys. */
    public TrainingSetExplanation explain(TrainingSet request) {
        PinnedInputs inputs = pinning.pin(request);
        JoinExplanation join =
                join(inputs, new ConvertedSpine(spines.read(inputs), request)).explain();
        return new TrainingSetExplanation(
                join,
                inputs.groups().stream()
                        .map(group -> tables.explain(
                                group, Objects.requireNonNull(join.bounds().get(group.alias()))))
                        .toList());
    }

    private PointInTimeJoin join(PinnedInputs inputs, ConvertedSpine spine) {
        TrainingSet request = inputs.request();
        Map<String, Map<String, String>> keys = new HashMap<>();
        inputs.groups().forEach(group -> keys.put(group.alias(), spine.keys(group)));
        PointInTimeJoin join =
                PointInTimeJoin.of(spine.rows(), spine.timestampColumn()).knowing(request.knowledge());
        for (PinnedGroup group : inputs.groups()) {
            join = join.with(JoinedGroup.of(group.group(), tables.read(group))
                    .select(group.features())
                    .as(group.alias(), Objects.requireNonNull(keys.get(group.alias()))));
        }
        return request.fullNames() ? join.fullNames() : join;
    }

    private TrainingSetResult make(Instant start, PinnedInputs inputs, UnaryOperator<Manifest> approval) {
        TrainingSet request = inputs.request();
        TrainingSetWriter writer = TrainingSetWriter.to(request.output(), spark);
        writer.requireReplaceable();
        ConvertedSpine spine = new ConvertedSpine(spines.read(inputs), request);
        Dataset<Row> joined = spine.withoutCopies(run(join(inputs, spine).showMatches(), request.spine()));
        RowObservation observation = new RowObservation(inputs.groups());
        Dataset<Row> rows = observation.watch(joined);
        Manifest manifest = write(
                writer,
                rows,
                snapshotId -> approval.apply(observation.manifest(inputs, clock.instant(), snapshotId)),
                request.spine());
        return new TrainingSetResult(
                manifest.rows(),
                List.of(rows.columns()),
                request.output(),
                manifest.matchedShare(),
                Duration.between(start, clock.instant()),
                manifest);
    }

    /** Joining reads the spine: what is wrong with a file shows here. */
    private static Dataset<Row> run(PointInTimeJoin join, Spine spine) {
        try {
            return join.run();
        } catch (FeatureStoreException e) {
            throw e;
        } catch (Exception e) { // Spark's own are checked, but not declared.
            throw SpineReader.unreadable(spine, e);
        }
    }

    /** Not all columns are read before the rows are written. */
    private static Manifest write(
            TrainingSetWriter writer, Dataset<Row> rows, Function<@Nullable Long, Manifest> manifest, Spine spine) {
        try {
            return writer.write(rows, manifest);
        } catch (FeatureStoreException e) {
            throw e;
        } catch (Exception e) { // Spark's own are checked, but not declared.
            boolean isKnown = Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                    .anyMatch(FeatureStoreException.class::isInstance);
            throw isKnown ? SpineReader.unreadable(spine, e) : TrainingSetBuilder.<RuntimeException>undeclared(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E undeclared(Exception thrown) throws E {
        throw (E) thrown;
    }
}
