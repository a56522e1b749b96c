package dev.tidemark.launch;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestOnlineParts {
    @ParameterizedTest
    @ValueSource(strings = {"local[*]", "local[2]", "local-cluster[2,1,1024]"})
    void executorsOfThisMachineReachItsRedis(String master) {
        assertThatCode(() -> OnlineParts.requireExecutorsHere(settings(master))).doesNotThrowAnyException();
    }

    @Test
    void executorsOfOtherHostsDoNot() {
        assertThatThrownBy(() -> OnlineParts.requireExecutorsHere(settings("spark://host:7077")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "redis.mode is embedded and spark.master is 'spark://host:7077': executors on other hosts do"
                                + " not reach the Redis of this machine; set redis.mode: external and redis.uris");
    }

    private static Settings settings(String master) {
        return Settings.load(Map.of("TIDEMARK_SPARK_MASTER", master), Optional.empty());
    }
}
