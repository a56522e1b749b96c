package dev.tidemark.session;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Secret;
import dev.tidemark.conf.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of object storage in one process. They are in no setting of Spark's: the driver takes them from Tidemark's
 * settings, and each executor from its environment.
 */
public record AwsKeys(Secret accessKey, Secret secretKey) {
    private static volatile @Nullable AwsKeys ofDriver;

    static Optional<AwsKeys> from(Settings settings) {
        Secret accessKey = settings.secret("s3.access-key");
        Secret secretKey = settings.secret("s3.secret-key");
        if (accessKey.value().isEmpty() != secretKey.value().isEmpty()) {
            throw new ConfigurationException(
                    "Only one of s3.access-key and s3.secret-key is set; expected both, or none");
        }
        return accessKey.value().isEmpty() ? Optional.empty() : Optional.of(new AwsKeys(accessKey, secretKey));
    }

    /** Makes these the keys of this process. */
    public void use() {
        ofDriver = this;
    }

    /** The keys of this process: those that the driver has set, or those in the environment. */
    static Optional<AwsKeys> ofProcess(Map<String, String> environment) {
        AwsKeys driver = ofDriver;
        return driver == null ? ofEnvironment(environment) : Optional.of(driver);
    }

    static Optional<AwsKeys> ofEnvironment(Map<String, String> environment) {
        Map<String, String> own = new HashMap<>(environment);
        own.keySet().removeIf(name -> !name.startsWith("TIDEMARK_S3_"));
        return from(Settings.load(own, Optional.empty())).or(() -> ofAws(environment));
    }

    private static Optional<AwsKeys> ofAws(Map<String, String> environment) {
        String accessKey = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secretKey = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        return accessKey.isEmpty() || secretKey.isEmpty()
                ? Optional.empty()
                : Optional.of(new AwsKeys(new Secret(accessKey), new Secret(secretKey)));
    }
}
