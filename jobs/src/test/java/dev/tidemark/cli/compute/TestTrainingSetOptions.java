package dev.tidemark.cli.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.EpochUnit;
import dev.tidemark.feature.FeatureReference;
import dev.tidemark.training.Output;
import dev.tidemark.training.Spine;
import dev.tidemark.training.TrainingSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class TestTrainingSetOptions {
    @Test
    void blanksBetweenFeaturesAreNoPartOfTheirNames() {
        assertThat(parsed("--spine", "labels", "--timestamp", "at", "--features", "user, merchant:amount_7d ,pair")
                        .features())
                .containsExactly(
                        FeatureReference.parse("user"),
                        FeatureReference.parse("merchant:amount_7d"),
                        FeatureReference.parse("pair"));
    }

    @Test
    void aPatternAndAUnitAreAskedFor() {
        TrainingSet plain = parsed("--spine", "l/[v2].csv", "--timestamp", "at", "--features", "user");
        TrainingSet asked = parsed(
                "--spine",
                "l/*.csv",
                "--glob",
                "--timestamp",
                "at",
                "--timestamp-unit",
                "epoch-millis",
                "--features",
                "user");

        assertThat(plain.spine()).isEqualTo(new Spine.Csv("l/[v2].csv", false));
        assertThat(plain.timestampUnit()).isNull();
        assertThat(asked.spine()).isEqualTo(new Spine.Csv("l/*.csv", true));
        assertThat(asked.timestampUnit()).isEqualTo(EpochUnit.EPOCH_MILLIS);
        assertThatThrownBy(() ->
                        parsed("--spine", "l", "--timestamp", "at", "--timestamp-unit", "millis", "--features", "u"))
                .hasMessageContaining(
                        "Invalid unit 'millis': expected epoch-seconds, epoch-millis, epoch-micros or epoch-nanos");
    }

    @SuppressWarnings("NullAway") // The registry is asked for feature services only.
    private static TrainingSet parsed(String... arguments) {
        TrainingSetOptions options = new TrainingSetOptions();
        new CommandLine(new Options(options)).parseArgs(arguments);
        return options.toTrainingSet(new Output.Parquet("set"), null);
    }

    @CommandLine.Command
    private static final class Options {
        @CommandLine.Mixin
        private final TrainingSetOptions mixed;

        Options(TrainingSetOptions mixed) {
            this.mixed = mixed;
        }
    }
}
