package dev.tidemark.training;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.offline.OfflineStore;
import dev.tidemark.pointintime.JoinExplanation;
import dev.tidemark.pointintime.JoinedGroup;
import dev.tidemark.pointintime.PointInTimeJoin;
import dev.tidemark.pointintime.Ties;
import dev.tidemark.pointintime.row.TiedRowsException;
import dev.tidemark.session.SparkFailure;
import dev.tidemark.staleness.Staleness;
import dev.tidemark.time.TimeRanges;
import dev.tidemark.training.source.GroupSources;
import dev.tidemark.training.source.PinnedSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes training sets: pins the inputs, joins point in time, writes the complete result with its manifest. Not
 * thread-safe; use one at a time per output.
 */
public final class TrainingSetBuilder {
    private final SparkSession spark;
    private final Pinning pinning;
    private final SpineReader spines;
    private final FeatureTables tables;
    private final GroupSources sources;
    private final TableReach reach;
    private final InstantSource clock;

    /**
     * Creates a builder.
     *
     * @param groups finds a feature group by name, or throws UNKNOWN_FEATURE_GROUP
     */
    public TrainingSetBuilder(
            SparkSession spark, OfflineStore store, Function<String, FeatureGroup> groups, InstantSource clock) {
        this(spark, store, groups, group -> Staleness.none(group.name()), clock);
    }

    /**
     * Creates a builder that checks which history the current definitions did not compute.
     *
     * @param groups finds a feature group by name, or throws UNKNOWN_FEATURE_GROUP
     */
    public TrainingSetBuilder(
            SparkSession spark,
            OfflineStore store,
            Function<String, FeatureGroup> groups,
            Function<FeatureGroup, Staleness> staleness,
            InstantSource clock) {
        this(spark, store, groups, staleness, group -> new TimeRanges(List.of()), clock);
    }

    /**
     * Creates a builder that also computes groups from their sources if their tables do not reach the labels.
     *
     * @param groups finds a feature group by name, or throws UNKNOWN_FEATURE_GROUP
     * @param computed the ranges of event time that were computed into a group's table, as far as they are known
     */
    public TrainingSetBuilder(
            SparkSession spark,
            OfflineStore store,
            Function<String, FeatureGroup> groups,
            Function<FeatureGroup, Staleness> staleness,
            Function<FeatureGroup, TimeRanges> computed,
            InstantSource clock) {
        this.spark = spark;
        this.spines = new SpineReader(spark);
        this.sources = new GroupSources(spark);
        this.pinning = new Pinning(store, groups, staleness, spines, sources);
        this.reach = new TableReach(computed, sources);
        this.tables = new FeatureTables(spark, store);
        this.clock = clock;
    }

    /**
     * Makes a training set from the current state of the tables.
     *
     * @throws FeatureStoreException if the request does not fit the spine or the definitions, or the output holds
     *     something else than a training set; with code SOURCE_MISMATCH if values of another definition are within
     *     reach of the labels and the request does not accept them
     */
    public TrainingSetResult build(TrainingSet request) {
        Instant start = clock.instant();
        Pinning.Pinned pinned = pin(request);
        return make(start, pinned.inputs(), history(pinned), manifest -> manifest);
    }

    private Pinning.Pinned pin(TrainingSet request) {
        Pinning.Pinned pinned = pinning.pin(request);
        PinnedInputs inputs = pinned.inputs();
        return new Pinning.Pinned(
                reach.beyond(
                        inputs,
                        () -> join(inputs, spine(inputs), ReachedHistory.FRESH).span()),
                pinned.staleness());
    }

    private ReachedHistory history(Pinning.Pinned pinned) {
        if (pinned.inputs().groups().stream().map(pinned::staleness).allMatch(Staleness::isEmpty)) {
            return ReachedHistory.FRESH;
        }
        ReachedHistory reached = reached(pinned);
        if (!pinned.inputs().request().allowStale()) {
            reached.requireFresh();
        }
        return reached;
    }

    private ReachedHistory reached(Pinning.Pinned pinned) {
        ConvertedSpine spine = spine(pinned.inputs());
        return ReachedHistory.of(
                pinned,
                join(pinned.inputs(), spine, ReachedHistory.FRESH).bounds(),
                List.of(spine.rows().columns()));
    }

    /**
     * Makes a training set again, from the definitions and snapshots of its manifest.
     *
     * @param output usually another than the first one's
     * @throws FeatureStoreException with code SOURCE_MISMATCH if the rows are not those of the manifest; then nothing
     *     is left that counts as a training set
     */
    public TrainingSetResult buildAgain(Manifest manifest, Output output) {
        Instant start = clock.instant();
        PinnedInputs first = manifest.inputs();
        PinnedInputs again = new PinnedInputs(first.request().to(output), first.spineSnapshotId(), first.groups());
        return make(start, again, ReachedHistory.FRESH, made -> {
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
            return made.noting(manifest.history());
        });
    }

    /**
     * Estimates the cost of a training set without joining. Reads the spine's instants and, if much is to be joined, a
     * sample of the keys.
     */
    public TrainingSetExplanation explain(TrainingSet request) {
        Pinning.Pinned pinned = pin(request);
        PinnedInputs inputs = pinned.inputs();
        JoinExplanation join = join(inputs, spine(inputs), ReachedHistory.FRESH)
                .expecting(Ties.UNEXPECTED)
                .explain();
        return new TrainingSetExplanation(
                join,
                inputs.groups().stream()
                        .filter(group -> group.source() == null)
                        .map(group -> tables.explain(
                                group, Objects.requireNonNull(join.bounds().get(group.alias()))))
                        .toList(),
                inputs.sources(),
                ReachedHistory.of(pinned, join.bounds(), List.of()).warnings());
    }

    private PointInTimeJoin join(PinnedInputs inputs, ConvertedSpine spine, ReachedHistory history) {
        TrainingSet request = inputs.request();
        Map<String, Map<String, String>> keys = new HashMap<>();
        inputs.groups().forEach(group -> keys.put(group.alias(), spine.keys(group)));
        PointInTimeJoin join =
                PointInTimeJoin.of(spine.rows(), spine.timestampColumn()).knowing(request.knowledge());
        for (PinnedGroup group : inputs.groups()) {
            JoinedGroup joined = history.joined(group, tables.read(group))
                    .as(group.alias(), Objects.requireNonNull(keys.get(group.alias())));
            PinnedSource source = group.source();
            join = join.with(source == null ? joined : joined.by(sources.open(group.group(), source.state())));
        }
        return request.fullNames() ? join.fullNames() : join;
    }

    private TrainingSetResult make(
            Instant start, PinnedInputs inputs, ReachedHistory history, UnaryOperator<Manifest> approval) {
        TrainingSet request = inputs.request();
        TrainingSetWriter writer = TrainingSetWriter.to(request.output(), spark);
        writer.requireReplaceable();
        Manifest manifest = write(inputs, history, writer, approval);
        return new TrainingSetResult(
                manifest.rows(),
                manifest.columns().stream().map(Manifest.OutputColumn::name).toList(),
                request.output(),
                manifest.matchedShare(),
                Duration.between(start, clock.instant()),
                manifest);
    }

    private ConvertedSpine spine(PinnedInputs inputs) {
        TrainingSet request = inputs.request();
        try {
            return new ConvertedSpine(spines.read(inputs), inputs);
        } catch (FeatureStoreException e) {
            throw TimeOfDay.named(e, spark, request.spine());
        }
    }

    /**
     * Tables that Tidemark wrote have no ties; rows that others added may have some. The columns that decide ties are
     * therefore read only after a tie is found.
     */
    private Manifest write(
            PinnedInputs inputs, ReachedHistory history, TrainingSetWriter writer, UnaryOperator<Manifest> approval) {
        try {
            return write(inputs, history, writer, approval, Ties.UNEXPECTED);
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            if (SparkFailure.within(e, TiedRowsException.class).isEmpty()) {
                throw explained(e, inputs.request());
            }
        }
        try {
            return write(inputs, history, writer, approval, Ties.SETTLED);
        } catch (Exception e) {
            throw explained(e, inputs.request());
        }
    }

    private Manifest write(
            PinnedInputs inputs,
            ReachedHistory history,
            TrainingSetWriter writer,
            UnaryOperator<Manifest> approval,
            Ties ties) {
        ConvertedSpine spine = spine(inputs);
        PointInTimeJoin join = join(inputs, spine, history).showMatches().expecting(ties);
        RowObservation observation = new RowObservation(
                join.matchColumns(), history.marks(), inputs.request().fullNames());
        Dataset<Row> rows =
                observation.watch(spine.withoutCopies(run(join, inputs.request().spine())));
        return writer.write(
                rows,
                snapshotId ->
                        approval.apply(observation.manifest(inputs, clock.instant(), snapshotId, history.stale())));
    }

    /** The join reads the spine, so a broken file fails here. */
    private static Dataset<Row> run(PointInTimeJoin join, Spine spine) {
        try {
            return join.run();
        } catch (FeatureStoreException e) {
            throw e;
        } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
            if (SparkFailure.within(e, TiedRowsException.class).isPresent()) {
                throw e;
            }
            throw SpineReader.unreadable(spine, e);
        }
    }

    /** The messages about a group's source and its windows name the group. */
    private static boolean isOfGroup(FeatureStoreException refusal) {
        return String.valueOf(refusal.getMessage()).contains(" of feature group '");
    }

    /**
     * Some columns of a spine are read only when the rows are written. Other rows that Tidemark refuses are those of a
     * source.
     */
    private static RuntimeException explained(Exception failure, TrainingSet request) {
        boolean isRefused = !(failure instanceof FeatureStoreException)
                && SparkFailure.within(failure, FeatureStoreException.class)
                        .filter(refusal -> !isOfGroup(refusal))
                        .isPresent();
        return isRefused
                ? SpineReader.unreadable(request.spine(), failure)
                : SparkFailure.explained(
                        failure, "Training set '%s'".formatted(request.output().text()));
    }
}
