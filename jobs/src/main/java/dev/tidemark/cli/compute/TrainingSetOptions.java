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
import dev.tidemark.training.source.SourceChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options of a new training set. */
final class TrainingSetOptions {
    private static final String AS_OF = "as-of=";

    @Option(
            names = "--spine",
            paramLabel = "SPINE",
            description = "Label rows: a table, a .parquet or .csv file or folder, or a SELECT statement.")
    private @Nullable String spine;

    @Option(names = "--timestamp", paramLabel = "COLUMN", description = "The spine's column with each label's instant.")
    private @Nullable String timestamp;

    @Option(
            names = "--timestamp-unit",
            converter = UnitText.class,
            completionCandidates = UnitText.class,
            paramLabel = "UNIT",
            description =
                    "The unit of a timestamp that counts from 1970: epoch-seconds, epoch-millis, epoch-micros or epoch-nanos.")
    private @Nullable EpochUnit timestampUnit;

    @Option(
            names = "--glob",
            description = "Read the spine's path as a pattern, such as labels/2026-*.csv, not as a literal name.")
    private boolean glob;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "NAMES",
            description = "Groups and single features, such as user_stats,merchant:amount_7d.")
    private List<String> features = new ArrayList<>();

    @Option(names = "--service", paramLabel = "SERVICE", description = "The features of a feature service.")
    private @Nullable String service;

    @Option(
            names = "--alias",
            paramLabel = "ALIAS",
            description =
                    "A group under another name or by other columns, such as origin=airport(airport_id=from_id); may be repeated.")
    private List<String> aliases = new ArrayList<>();

    @Option(
            names = "--knowledge",
            converter = KnowledgeText.class,
            completionCandidates = KnowledgeText.class,
            paramLabel = "MODE",
            description = "Which late rows count: event-time (default), as-known or as-of=INSTANT.")
    private Knowledge knowledge = Knowledge.eventTime();

    @Option(names = "--full-names", description = "Name columns group__feature.")
    private boolean fullNames;

    @Option(
            names = "--allow-stale",
            description = "Also take values that an earlier definition of a group has computed.")
    private boolean allowStale;

    @Option(
            names = "--from-sources",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "GROUPS",
            description =
                    "Compute declared windows at the labels' instants from source rows, without a table: all groups, or some.")
    private @Nullable String fromSources;

    /** Refuses missing and conflicting options. Picocli's option groups would name all options in every message. */
    void check(CommandSpec command) {
        List<String> missing = new ArrayList<>();
        if (spine == null) {
            missing.add("--spine=SPINE");
        }
        if (timestamp == null) {
            missing.add("--timestamp=COLUMN");
        }
        if (features.isEmpty() && service == null) {
            missing.add("--features=NAMES or --service=SERVICE");
        }
        if (!missing.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing: " + String.join(", ", missing));
        }
        if (!features.isEmpty() && service != null) {
            throw new ParameterException(command.commandLine(), "Options --features and --service exclude each other");
        }
    }

    /** Refuses all of these options next to one that excludes them. */
    static void checkAbsent(CommandSpec command, String option) {
        List<OptionSpec> own = command.mixins().values().stream()
                .filter(mixin -> mixin.userObject() instanceof TrainingSetOptions)
                .flatMap(mixin -> mixin.options().stream())
                .toList();
        for (OptionSpec given : command.commandLine().getParseResult().matchedOptions()) {
            if (own.stream().anyMatch(one -> one.longestName().equals(given.longestName()))) {
                throw new ParameterException(
                        command.commandLine(),
                        "Options %s and %s exclude each other".formatted(option, given.longestName()));
            }
        }
    }

    /**
     * Returns the request.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE if the registry has no such service
     */
    TrainingSet toTrainingSet(Output output, Registry registry) {
        return new TrainingSet(
                Spine.parse(String.valueOf(spine), glob),
                String.valueOf(timestamp),
                timestampUnit,
                features(registry),
                aliases.stream().map(GroupAlias::parse).toList(),
                knowledge,
                fullNames,
                output,
                allowStale,
                sources());
    }

    private SourceChoice sources() {
        if (fromSources == null) {
            return SourceChoice.AUTOMATIC;
        }
        return fromSources.isBlank()
                ? SourceChoice.ALL
                : SourceChoice.of(Arrays.stream(fromSources.split(",", -1))
                        .map(String::strip)
                        .collect(Collectors.toSet()));
    }

    private List<FeatureReference> features(Registry registry) {
        return service == null
                ? features.stream()
                        .map(String::strip)
                        .map(FeatureReference::parse)
                        .toList()
                : registry.service(service).features();
    }

    /** One of the units of {@link EpochUnit}, in lower case with hyphens. */
    static final class UnitText implements ITypeConverter<EpochUnit>, Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(EpochUnit.values()).map(UnitText::text).iterator();
        }

        private static String text(EpochUnit unit) {
            return unit.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public EpochUnit convert(String text) {
            for (EpochUnit unit : EpochUnit.values()) {
                if (text.equals(text(unit))) {
                    return unit;
                }
            }
            throw new TypeConversionException(
                    "Invalid unit '%s': expected epoch-seconds, epoch-millis, epoch-micros or epoch-nanos"
                            .formatted(text));
        }
    }

    /** One of the three modes of knowledge. */
    static final class KnowledgeText implements ITypeConverter<Knowledge>, Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("event-time", "as-known", AS_OF).iterator();
        }

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
                            "Invalid knowledge '%s': expected event-time, as-known or as-of=2026-05-01T00:00:00Z"
                                    .formatted(text));
            };
        }
    }
}
