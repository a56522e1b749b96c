package dev.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.conf.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestSparkConfig {
    private static final String PASSWORD = "pg-Planted-71";
    private static final String SECRET_KEY = "s3-Planted-72";
    private static final String TOKEN = "rest-Planted-73";

    @TempDir
    Path folder;

    @Test
    void aUsersDefaultsLieOverTidemarks() throws IOException {
        SparkConf conf = conf(defaults("spark.sql.shuffle.partitions 64\nspark.eventLog.enabled true\n"));

        assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo("64");
        assertThat(conf.get("spark.eventLog.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.driver.maxResultSize")).isEqualTo("1g");
        assertThat(conf.get("spark.serializer")).isEqualTo("org.apache.spark.serializer.KryoSerializer");
    }

    @Test
    void aUsersExtensionsAndRedactionAreAppended() throws IOException {
        SparkConf conf =
                conf(defaults("spark.sql.extensions com.acme.One, com.acme.Two\nspark.redaction.regex (?i)pin\n"));

        assertThat(conf.get("spark.sql.extensions"))
                .isEqualTo("org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,"
                        + "dev.tidemark.spark.TidemarkExtensions,com.acme.One,com.acme.Two");
        assertThat(conf.get("spark.redaction.regex")).contains("password").endsWith("|(?i)pin");
    }

    @Test
    void propertiesThatCannotCountAreRefusedByNameWithTheWayOut() {
        assertThatThrownBy(() -> conf(defaults("""
            spark.sql.catalog.tidemark.type rest
            spark.sql.session.timeZone Asia/Tokyo
            spark.sql.defaultCatalog tidemark
            """)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("""
                    Spark's properties that cannot count:
                    spark.sql.session.timeZone is 'Asia/Tokyo'; Tidemark needs 'UTC': remove it, or give spark-submit --conf spark.sql.session.timeZone=UTC
                    spark.sql.catalog.tidemark.type is set; Tidemark's catalog is configured by warehouse.catalog and warehouse.catalog-properties: remove it there and set it here\
                    """);
    }

    @Test
    void s3SettingsCountForSourcesWhereTheWarehouseIsAFolder() {
        SparkConf conf = conf(Map.of(
                "TIDEMARK_S3_ENDPOINT",
                "http://s3:9000",
                "TIDEMARK_S3_ACCESS_KEY",
                "A",
                "TIDEMARK_S3_SECRET_KEY",
                "B"));

        assertThat(conf.get("spark.hadoop.fs.s3a.endpoint")).isEqualTo("http://s3:9000");
        assertThat(conf.get("spark.hadoop.fs.s3a.aws.credentials.provider")).isEqualTo(AwsKeysProvider.class.getName());
        assertThat(conf(Map.of()).contains("spark.hadoop.fs.s3a.endpoint.region"))
                .isFalse();
    }

    /** Iceberg's client for S3 would fail in an executor for want of a class; one whom the user names is left alone. */
    @Test
    void tablesInS3AreReadByAClientThatIsThereWhateverTheCatalog() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TIDEMARK_WAREHOUSE_CATALOG", "rest",
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES", "uri=http://catalog:8181",
                "TIDEMARK_S3_ENDPOINT", "http://s3:9000"));

        assertThat(catalog(environment)).containsEntry("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
        assertThat(conf(environment).get("spark.hadoop.fs.s3.impl"))
                .isEqualTo("org.apache.hadoop.fs.s3a.S3AFileSystem");
        environment.put(
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES",
                "uri=http://catalog:8181,io-impl=org.apache.iceberg.aws.s3.S3FileIO");
        assertThat(catalog(environment)).containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        environment.remove("TIDEMARK_S3_ENDPOINT");
        environment.put("TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES", "uri=http://catalog:8181");
        assertThat(catalog(environment)).doesNotContainKey("io-impl");
    }

    private static Map<String, String> catalog(Map<String, String> environment) {
        return SparkConfig.from(Settings.load(environment, Optional.empty()))
                .catalog()
                .values();
    }

    @Test
    void halfOfTheKeysIsRefused() {
        assertThatThrownBy(() -> conf(Map.of("TIDEMARK_S3_ACCESS_KEY", "A")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Only one of s3.access-key and s3.secret-key is set; expected both, or none");
    }

    @Test
    void noSecretIsAmongSparksProperties() {
        SparkConf jdbc = conf(Map.of(
                "TIDEMARK_METADATA_URL",
                "jdbc:postgresql://postgres/tidemark",
                "TIDEMARK_METADATA_PASSWORD",
                PASSWORD,
                "TIDEMARK_WAREHOUSE_LOCATION",
                "s3a://bucket/warehouse",
                "TIDEMARK_S3_ACCESS_KEY",
                "key-" + SECRET_KEY,
                "TIDEMARK_S3_SECRET_KEY",
                SECRET_KEY));
        SparkConf rest = conf(Map.of(
                "TIDEMARK_WAREHOUSE_CATALOG",
                "rest",
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES",
                "uri=http://catalog:8181,credential=" + TOKEN + ",table-default.write.format.default=parquet"));

        assertThat(jdbc.toDebugString() + rest.toDebugString()).doesNotContain(PASSWORD, SECRET_KEY, TOKEN);
        assertThat(rest.get("spark.sql.catalog.tidemark.table-default.write.format.default"))
                .isEqualTo("parquet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lake.features|jdbc|warehouse.namespace is 'lake.features'; expected a namespace without its catalog,"
                        + " such as 'features'",
                "lake.features|rest|warehouse.namespace is 'lake.features'; expected a namespace without its catalog,"
                        + " such as 'features'",
                "my-features|jdbc|warehouse.namespace is 'my-features'; expected a name of letters, digits and"
                        + " underscores"
            })
    void aNamespaceThatNamesACatalogIsRefused(String namespace, String catalog, String message) throws IOException {
        Map<String, String> environment =
                new HashMap<>(defaults("spark.sql.catalog.lake org.apache.iceberg.spark.SparkCatalog\n"));
        environment.put("TIDEMARK_WAREHOUSE_NAMESPACE", namespace);
        environment.put("TIDEMARK_WAREHOUSE_CATALOG", catalog);
        environment.put("TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES", "uri=http://catalog");

        assertThatThrownBy(() -> conf(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aCatalogMayHaveNamespacesWithinNamespaces() {
        SparkConf conf = conf(Map.of(
                "TIDEMARK_WAREHOUSE_NAMESPACE",
                "team.features",
                "TIDEMARK_WAREHOUSE_CATALOG",
                "rest",
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES",
                "uri=http://catalog"));

        assertThat(conf.get("spark.sql.catalog.tidemark")).isEqualTo(TidemarkCatalog.class.getName());
    }

    @Test
    void aWrongCatalogIsRefusedWithTheChoices() {
        assertThatThrownBy(() -> conf(Map.of("TIDEMARK_WAREHOUSE_CATALOG", "polaris")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("warehouse.catalog is 'polaris'; expected jdbc, rest, hive, glue, hadoop, "
                        + "or the full name of a class that is an Iceberg catalog");
        assertThatThrownBy(() -> conf(Map.of("TIDEMARK_WAREHOUSE_CATALOG", "rest")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("warehouse.catalog is 'rest' and has no address; set uri");
    }

    @Test
    void anExecutorTakesItsKeysFromItsOwnEnvironment() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), SECRET_KEY + "\n");

        assertThat(AwsKeys.ofEnvironment(
                        Map.of("TIDEMARK_S3_ACCESS_KEY", "A", "TIDEMARK_S3_SECRET_KEY_FILE", secret.toString())))
                .hasValueSatisfying(keys -> assertThat(keys.secretKey().value()).isEqualTo(SECRET_KEY));
        assertThat(AwsKeys.ofEnvironment(Map.of("AWS_ACCESS_KEY_ID", "B", "AWS_SECRET_ACCESS_KEY", SECRET_KEY)))
                .hasValueSatisfying(keys -> assertThat(keys.accessKey().value()).isEqualTo("B"));
        assertThat(AwsKeys.ofEnvironment(Map.of("TIDEMARK_HOME", "/elsewhere"))).isEmpty();
    }

    private Map<String, String> defaults(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("spark.conf"), content);
        return Map.of("TIDEMARK_SPARK_DEFAULTS", file.toString());
    }

    private SparkConf conf(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("TIDEMARK_HOME", folder.resolve("home").toString());
        return SparkSessions.conf(SparkConfig.from(Settings.load(all, Optional.empty())), "test");
    }
}
