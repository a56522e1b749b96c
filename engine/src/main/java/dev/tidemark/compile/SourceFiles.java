package dev.tidemark.compile;

import dev.tidemark.failure.FailureText;
import dev.tidemark.feature.Aggregation;
import dev.tidemark.feature.Computation;
import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.Feature;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.ReadOptions;
import dev.tidemark.feature.ScalarType;
import dev.tidemark.files.CsvReading;
import dev.tidemark.files.CsvType;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.files.ParquetReading;
import dev.tidemark.files.RejectFolder;
import dev.tidemark.schema.Columns;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Opens a source with its own names and types. CSV files have no types, so the definition gives them where it can; the
 * data of a day does not decide what a column means.
 */
final class SourceFiles {
    private static final Pattern PLAIN_NAME = Pattern.compile("\\w+");

    private final SparkSession spark;
    private final FeatureGroup group;
    private final DataSource source;

    SourceFiles(SparkSession spark, FeatureGroup group, DataSource source) {
        this.spark = spark;
        this.group = group;
        this.source = source;
    }

    /** @param options of Spark's reader, for a table */
    Dataset<Row> open(Map<String, String> options) {
        String subject = SourceColumns.subject(group, source);
        LiteralPath path = new LiteralPath(source.location(), source.options().glob());
        try {
            return switch (source.format()) {
                case TABLE -> spark.read().options(options).table(source.location());
                case PARQUET -> new ParquetReading(path, subject, declared().keySet()).open(spark);
                case CSV -> {
                    Map<String, CsvType> types = declared();
                    boolean emptyIsVoid = !(group.computation() instanceof Computation.Windows)
                            || !source.options().computed().isEmpty();
                    yield new CsvReading(path, subject, types, types.keySet(), inferred(), rejects(group, source))
                            .open(spark, emptyIsVoid);
                }
            };
        } catch (FeatureStoreException e) {
            throw e;
        } catch (Exception e) {
            throw new FeatureStoreException(
                    ErrorCode.SOURCE_MISMATCH,
                    "Cannot read %s (%s %s): %s"
                            .formatted(subject, source.format(), source.location(), FailureText.firstLine(e)),
                    e);
        }
    }

    static @Nullable RejectFolder rejects(FeatureGroup group, DataSource source) {
        String folder = source.options().rejectFolder();
        return folder == null ? null : new RejectFolder(SourceColumns.subject(group, source), folder);
    }

    /** Returns the types that follow from the definition, by the source's names. */
    private Map<String, CsvType> declared() {
        Map<String, CsvType> types = new TreeMap<>();
        ReadOptions options = source.options();
        if (group.computation() instanceof Computation.Windows windows) {
            for (Feature feature : group.features()) {
                windows.parts(feature.name()).forEach(part -> column(types, feature, part));
            }
            group.entity().joinKeys().forEach(key -> types.put(key.name(), CsvType.ofKey(key.type())));
        } else {
            // A statement may derive the key from another column; but a key of type text is read as text in any case.
            group.entity().joinKeys().stream()
                    .filter(key -> key.type() == ScalarType.STRING)
                    .forEach(key -> types.put(key.name(), CsvType.TEXT));
        }
        source.eventId().ifPresent(field -> types.put(field, CsvType.TEXT));
        types.put(source.timestampField(), CsvType.ofInstant(options.timestampUnit()));
        source.createdTimestamp().ifPresent(field -> types.put(field, CsvType.ofInstant(options.createdUnit())));
        return byOwnName(types);
    }

    /** If several features aggregate a column, the strictest type wins: whole numbers before others. */
    private static void column(Map<String, CsvType> types, Feature feature, Aggregation aggregation) {
        String column = aggregation.column();
        if (column == null) {
            return;
        }
        switch (aggregation.function()) {
            case COUNT, COUNT_DISTINCT, IS_NEW -> {}
            case AVG, STDDEV, PERCENTILE -> types.putIfAbsent(column, CsvType.FLOAT64);
            case SUM, MIN, MAX, LAST, FIRST, FIRST_N, LAST_N, LAST_DISTINCT, DISTINCT_VALUES, TOP_K -> {
                CsvType type = CsvType.ofValue(aggregation.inputType(feature.type()));
                types.merge(column, type, (one, other) -> one == CsvType.FLOAT64 ? other : one);
            }
        }
    }

    /**
     * Conditions and statements compare columns without a declared type, so these types are inferred; all others stay
     * text.
     */
    private Predicate<String> inferred() {
        if (!(group.computation() instanceof Computation.Windows windows)) {
            return column -> true;
        }
        String filters = windows.aggregations().values().stream()
                .flatMap(aggregation -> aggregation.parts().stream())
                .map(Aggregation::filter)
                .filter(Objects::nonNull)
                .map(Columns::caseless)
                .collect(Collectors.joining(" "));
        ReadOptions options = source.options();
        String expressions =
                Columns.caseless(String.join(" ", options.computed().values()));
        return column -> filters.contains(Columns.caseless(options.nameOf(column)))
                || expressions.contains(Columns.caseless(column));
    }

    /**
     * Moves the type of a renamed column to its name in the source. A column that an expression makes is not in the
     * files.
     */
    private void renamed(Map<String, CsvType> byOwnName) {
        Map<String, CsvType> ofColumns = new HashMap<>();
        source.options().computed().forEach((name, expression) -> {
            CsvType type = byOwnName.remove(name);
            if (type != null && PLAIN_NAME.matcher(expression.strip()).matches()) {
                ofColumns.putIfAbsent(expression.strip(), type);
            }
        });
        ofColumns.forEach(byOwnName::putIfAbsent);
    }

    private Map<String, CsvType> byOwnName(Map<String, CsvType> types) {
        Map<String, String> ownNames = new HashMap<>();
        source.options().namesByColumn().forEach((column, name) -> ownNames.put(name, column));
        Map<String, CsvType> byOwnName = new TreeMap<>();
        types.forEach((name, type) -> byOwnName.put(ownNames.getOrDefault(name, name), type));
        renamed(byOwnName);
        return byOwnName;
    }
}
