package dev.tidemark.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestSettings {
    enum Mode {
        EMBEDDED,
        EXTERNAL
    }

    @TempDir
    Path folder;

    @Test
    void everyKeyHasADefault() {
        Settings settings = Settings.load(Map.of(), Optional.empty());

        assertThat(settings.integer("server.port", 0, 65535)).isEqualTo(8080);
        assertThat(settings.text("server.host")).isEqualTo("127.0.0.1");
        assertThat(settings.durationOrNone("server.stop-delay")).isZero();
        assertThat(settings.durationOrNone("server.warm-up")).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.duration("redis.command-timeout")).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.choice("redis.mode", Mode.class)).isEqualTo(Mode.EMBEDDED);
        assertThat(settings.text("warehouse.location"))
                .isEqualTo(Path.of(".tidemark/warehouse").toAbsolutePath().toString());
        assertThat(settings.effective()).hasSizeGreaterThan(25).containsEntry("profile", "local");
    }

    @Test
    void everyKeyCanBeSetByItsEnvironmentVariable() {
        Settings defaults = Settings.load(Map.of(), Optional.empty());

        for (String key : defaults.effective().keySet()) {
            String value = key.equals("profile") ? "production" : "/set-by-environment";
            Settings settings = Settings.load(Map.of(EnvironmentSettings.variable(key), value), Optional.empty());

            assertThat(settings.text(key)).as(key).isEqualTo(value);
        }
    }

    @Test
    void theEnvironmentIsStrongerThanTheFileAndTheFileThanTheProfile() throws IOException {
        Path file = file("profile: production\nserver:\n  port: 9000\n  host: 10.0.0.1\nhome: /data\n");

        Settings settings = Settings.load(Map.of("TIDEMARK_SERVER_PORT", "9001"), Optional.of(file));

        assertThat(settings.text("server.port")).isEqualTo("9001");
        assertThat(settings.text("server.host")).isEqualTo("10.0.0.1");
        assertThat(settings.text("home")).isEqualTo("/data");
        assertThat(settings.choice("redis.mode", Mode.class)).isEqualTo(Mode.EXTERNAL);
    }

    @Test
    void otherPlacesFollowHome() {
        Settings settings = Settings.load(Map.of("TIDEMARK_HOME", "/srv/store"), Optional.empty());

        assertThat(settings.text("warehouse.location")).isEqualTo("/srv/store/warehouse");
        assertThat(settings.text("metadata.url")).startsWith("jdbc:h2:retry:/srv/store/metadata;");
    }

    @Test
    void anUnknownKeyStopsTheStartWithItsNameItsPlaceAndTheNearest() throws IOException {
        Path file = file("redis:\n  comand-timeout: 1s\n");

        assertThatThrownBy(() -> Settings.load(Map.of("TIDEMARK_SERVER_PROT", "1"), Optional.of(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Unknown setting TIDEMARK_SERVER_PROT in the environment; nearest: TIDEMARK_SERVER_PORT\n"
                        + "Unknown setting redis.comand-timeout in " + file + "; nearest: redis.command-timeout");
    }

    @Test
    void anUnknownProfileIsNamed() {
        assertThatThrownBy(() -> Settings.load(Map.of("TIDEMARK_PROFILE", "staging"), Optional.empty()))
                .hasMessage("profile is 'staging'; allowed: local or production");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Settings.load(Map.of(), Optional.of(folder.resolve("none.yaml"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.port           | eighty       | a whole number from 1 to 65535",
                "server.port           | 70000        | a whole number from 1 to 65535",
                "redis.command-timeout | 200          | a duration longer than zero, such as 200ms, 30s or 24h",
                "redis.command-timeout | 0s           | a duration longer than zero, such as 200ms, 30s or 24h",
                "redis.mode            | cluster      | embedded or external",
                "redis.uris            | localhost:80 | addresses separated by commas, each starting with redis://",
                "s3.path-style         | maybe        | true or false",
            })
    void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String allowed) {
        Settings settings = Settings.load(Map.of(EnvironmentSettings.variable(key), value), Optional.empty());

        assertThatThrownBy(() -> {
                    switch (key) {
                        case "server.port" -> settings.integer(key, 1, 65535);
                        case "redis.command-timeout" -> settings.duration(key);
                        case "redis.mode" -> settings.choice(key, Mode.class);
                        case "redis.uris" -> settings.uris(key, List.of("redis"));
                        default -> settings.flag(key);
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("%s is '%s' (from the environment); allowed: %s".formatted(key, value, allowed));
    }

    @Test
    void thePageOnConfigurationNamesExactlyTheKeysThatThereAre() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("tidemark.root"), "docs/reference/configuration.md"));

        assertThat(page.lines()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(3, line.indexOf('`', 3)))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(
                        Settings.load(Map.of(), Optional.empty()).effective().keySet());
    }

    @Test
    void secretsAreNeverPrinted() {
        Settings settings = Settings.load(Map.of("TIDEMARK_REDIS_PASSWORD", "hush"), Optional.empty());

        assertThat(settings.secret("redis.password").value()).isEqualTo("hush");
        assertThat(settings.secret("redis.password")).hasToString("****");
        assertThat(settings.effective().toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "metadata.password,TIDEMARK_METADATA_PASSWORD_FILE",
        "redis.password,TIDEMARK_REDIS_PASSWORD_FILE",
        "s3.access-key,TIDEMARK_S3_ACCESS_KEY_FILE",
        "s3.secret-key,TIDEMARK_S3_SECRET_KEY_FILE"
    })
    void aSecretIsReadFromTheFileThatAVariableNames(String key, String variable) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "p$s${home} w\\$rd: \"#\n");

        Settings settings = Settings.load(Map.of(variable, secret.toString()), Optional.empty());

        assertThat(settings.secret(key).value()).isEqualTo("p$s${home} w\\$rd: \"#");
        assertThat(settings.effective()).containsEntry(key, "****");
    }

    @Test
    void aSecretInAVariableIsTakenAsItIs() {
        Settings settings = Settings.load(Map.of("TIDEMARK_REDIS_PASSWORD", "a${home}$$b\\$"), Optional.empty());

        assertThat(settings.secret("redis.password").value()).isEqualTo("a${home}$$b\\$");
    }

    @Test
    void aSecretThatIsGivenTwiceOrCannotBeReadStopsTheStart() {
        String nowhere = folder.resolve("nowhere").toString();

        assertThatThrownBy(() -> Settings.load(
                        Map.of("TIDEMARK_REDIS_PASSWORD", "word", "TIDEMARK_REDIS_PASSWORD_FILE", nowhere),
                        Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Both TIDEMARK_REDIS_PASSWORD and TIDEMARK_REDIS_PASSWORD_FILE are set; keep one of them");
        assertThatThrownBy(() -> Settings.load(Map.of("TIDEMARK_REDIS_PASSWORD_FILE", nowhere), Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("TIDEMARK_REDIS_PASSWORD_FILE is '" + nowhere
                        + "', which cannot be read: java.nio.file.NoSuchFileException: " + nowhere
                        + "; expected a file that holds the value of redis.password");
    }

    @Test
    void onlySecretsComeFromFiles() {
        assertThatThrownBy(() -> Settings.load(Map.of("TIDEMARK_SERVER_PORT_FILE", "/etc/port"), Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Unknown setting TIDEMARK_SERVER_PORT_FILE in the environment; nearest: TIDEMARK_SERVER_PORT");
    }

    @Test
    void propertiesOfTheCatalogAreFreeInAFileAndInTheEnvironment() throws IOException {
        Path file = file("""
            warehouse:
              catalog: rest
              catalog-properties:
                uri: http://catalog:8181
                s3.endpoint: http://s3:9000
                header:
                  X-Team: features
            """);
        Map<String, String> environment = Map.of(
                "TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES", "uri=http://other:8181,credential=a=b,c, scope=PRINCIPAL");

        Settings settings = Settings.load(environment, Optional.of(file));

        assertThat(settings.properties("warehouse.catalog-properties"))
                .isEqualTo(Map.of(
                        "uri", new Secret("http://other:8181"),
                        "credential", new Secret("a=b,c"),
                        "scope", new Secret("PRINCIPAL"),
                        "s3.endpoint", new Secret("http://s3:9000"),
                        "header.X-Team", new Secret("features")));
        assertThat(settings.effective()).containsEntry("warehouse.catalog-properties", "****");
    }

    @Test
    void propertiesOfTheCatalogMayStandInAFileOfTheirOwn() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "# of the catalog\nuri=http://c\ntoken=t$,x\n");

        Settings settings = Settings.load(
                Map.of("TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES_FILE", secret.toString()), Optional.empty());

        assertThat(settings.properties("warehouse.catalog-properties"))
                .isEqualTo(Map.of("uri", new Secret("http://c"), "token", new Secret("t$,x")));
    }

    @Test
    void aPropertyWithoutANameIsRefusedWithoutItsValue() {
        Settings settings = Settings.load(Map.of("TIDEMARK_WAREHOUSE_CATALOG_PROPERTIES", "hunter2"), Optional.empty());

        assertThatThrownBy(() -> settings.properties("warehouse.catalog-properties"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("warehouse.catalog-properties is '****' (from the environment); "
                        + "allowed: name=value, one on a line or separated by commas");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("own.yaml"), content);
    }
}
