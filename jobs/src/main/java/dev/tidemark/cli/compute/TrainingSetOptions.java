package dev.tidemark.cli.compute;

import dev.tidemark.cli.option.Texts;
import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Registry;
import dev.tidemark.time.Knowledge;
import dev.tidemark.training.GroupAlias;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a new training set is made of. */
final class TrainingSetOptions {
    private static final String AS_OF = "as-of=";

    @Option(
            names = "--spine",
            required = true,
            description = "Label rows: a table, a .parquet or .csv file or folder, or a SELECT statement.")
    private String spine = "";

    @Option(
            names = "--timestamp",
            required = true,
            paramLabel = "COLUMN",
            description = "The spine's column with each label's instant.")
    private String timestamp = "";

    @Option(
            names = "--timestamp-unit",
            converter = UnitText.class,
            paramLabel = "UNIT",
            description =
                    "The unit of a timestamp that counts from 1970: epoch-seconds, epoch-millis, epoch-micros, epoch-nanos.")
    private @Nullable EpochUnit timestampUnit;

    @Option(
            names = "--glob",
            description = "The spine's path is a pattern, such as labels/2026-*.csv; it is a literal name unless said.")
    private boolean glob;

    @ArgGroup(multiplicity = "1")
    private Wanted wanted = new Wanted();

    private static final class Wanted {
        @Option(
                names = "--features",
                required = true,
                split = ",",
                description = "Groups and single features, such as user_stats,merchant:amount_7d.")
        private List<String> features = new ArrayList<>();

        @Option(
                names = "--service",
                required = true,
                paramLabel = "SERVICE",
                description = "The features of a feature service.")
        private @Nullable String service;
    }

    @Option(
            names = "--alias",
            description = "A group under another name or by other columns: origin=airport(airport_id=from_id).")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--knowledge",
            converter = KnowledgeText.class,
            paramLabel = "MODE",
            description = "What late rows count: event-time (default), as-known, as-of=INSTANT.")
    private Knowledge knowledge = Knowledge.eventTime();

    @Option(names = "--full-names", description = "Name columns group__feature.")
    private boolean fullNames;

    @Option(
            names = "--allow-stale",
            description = "Take also values that an earlier definition of a group has computed.")
    private boolean allowStale;

    /**
     * The request.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE where the registry has no such service
     */
    TrainingSet toTrainingSet(Output output, Registry registry) {
        return new TrainingSet(
                Spine.parse(spine, glob),
                timestamp,
                timestampUnit,
                features(registry),
                aliases.stream().map(GroupAlias::parse).toList(),
                knowledge,
                fullNames,
                output,
                allowStale);
    }

    private List<FeatureReference> features(Registry registry) {
        return wanted.service == null
                ? wanted.features.stream()
                        .map(String::strip)
                        .map(FeatureReference::parse)
                        .toList()
                : registry.service(wanted.service).features();
    }

    /** One of the units of {@link EpochUnit}, in lower case with hyphens. */
    static final class UnitText implements ITypeConverter<EpochUnit> {
        @Override
        public EpochUnit convert(String text) {
            for (EpochUnit unit : EpochUnit.values()) {
                if (text.equals(unit.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                    return unit;
                }
            }
            throw new TypeConversionException(
                    "Unknown unit '%s'; expected epoch-seconds, epoch-millis, epoch-micros or epoch-nanos"
                            .formatted(text));
        }
    }

    /** One of the three modes of knowledge. */
    static final class KnowledgeText implements ITypeConverter<Knowledge> {
        @Override
        public Knowledge convert(String text) {
            if (text.startsWith(AS_OF)) {
                return Knowledge.asOf(new Texts.InstantText().convert(text.substring(AS_OF.length())));
            }
            return switch (text) {
                case "event-time" -> Knowledge.eventTime();
                case "as-known" -> Knowledge.asKnown();
                default ->
                    throw new TypeConversionException(
                            "'%s' is no knowledge; write event-time, as-known or as-of=2026-05-01T00:00:00Z"
                                    .formatted(text));
            };
        }
    }
}
