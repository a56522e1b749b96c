package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TestStreamConfig {
    private static final String CLUSTER = "spark://master:7077";

    @Test
    void aFolderOfOneMachineIsNoPlaceForTheCheckpointsOfACluster() {
        StreamConfig config = config(Map.of("TIDEMARK_STREAM_CHECKPOINTS", "/var/lib/checkpoints"));

        assertThat(config.sharedOn("local[*]")).isSameAs(config);
        assertThatThrownBy(() -> config.sharedOn(CLUSTER))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("stream.checkpoints is '/var/lib/checkpoints', a folder of this machine, and Spark runs on"
                        + " spark://master:7077; expected storage that all hosts share, such as"
                        + " s3a://bucket/checkpoints, or file:///path for a folder that is mounted on all of"
                        + " them");
    }

    @Test
    void storageThatIsSharedIsTaken() {
        assertThat(config(Map.of("TIDEMARK_PROFILE", "production"))
                        .sharedOn(CLUSTER)
                        .checkpoints())
                .isEqualTo("s3a://tidemark/checkpoints");
        assertThat(config(Map.of("TIDEMARK_STREAM_CHECKPOINTS", "file:///mnt/checkpoints"))
                        .sharedOn(CLUSTER)
                        .checkpoints())
                .isEqualTo("file:///mnt/checkpoints");
    }

    private static StreamConfig config(Map<String, String> environment) {
        return StreamConfig.from(Settings.load(environment, Optional.empty()));
    }
}
