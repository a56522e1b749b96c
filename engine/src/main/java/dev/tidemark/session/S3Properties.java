package dev.tidemark.session;

import dev.tidemark.conf.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code s3} settings as Hadoop's and Iceberg's S3 clients expect them. They name the provider of the keys instead
 * of the keys.
 */
final class S3Properties {
    private static final String DEFAULT_REGION = "us-east-1";
    /** The HTTP client of Iceberg's S3 client. The AWS SDK of hadoop-aws does not contain it. */
    private static final String HTTP_OF_ICEBERGS_CLIENT = "software.amazon.awssdk.http.apache5.Apache5HttpClient";

    private final String endpoint;
    private final String region;
    private final boolean pathStyle;
    private final boolean hasKeys;

    private S3Properties(Settings settings) {
        this.endpoint = settings.text("s3.endpoint");
        this.region = settings.text("s3.region");
        this.pathStyle = settings.flag("s3.path-style");
        this.hasKeys = AwsKeys.from(settings).isPresent();
    }

    static S3Properties from(Settings settings) {
        return new S3Properties(settings);
    }

    /** Returns true if one of the settings is set: sources may be in S3 even if the warehouse is not. */
    boolean areSet() {
        return !endpoint.isEmpty() || pathStyle || hasKeys || !region.equals(DEFAULT_REGION);
    }

    Map<String, String> ofHadoop() {
        String prefix = "spark.hadoop.fs.s3a.";
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(prefix + "endpoint.region", region);
        properties.put(prefix + "path.style.access", String.valueOf(pathStyle));
        // Other engines and catalogs write s3:// where Hadoop says s3a://.
        properties.put("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        if (!endpoint.isEmpty()) {
            properties.put(prefix + "endpoint", endpoint);
        }
        if (hasKeys) {
            properties.put(prefix + "aws.credentials.provider", AwsKeysProvider.class.getName());
        }
        return properties;
    }

    Map<String, String> ofIceberg() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("client.region", region);
        properties.put("s3.path-style-access", String.valueOf(pathStyle));
        if (!endpoint.isEmpty()) {
            properties.put("s3.endpoint", endpoint);
        }
        if (hasKeys) {
            properties.put("client.credentials-provider", AwsKeysProvider.class.getName());
        }
        if (!isThere(HTTP_OF_ICEBERGS_CLIENT)) {
            properties.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
        }
        return properties;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
