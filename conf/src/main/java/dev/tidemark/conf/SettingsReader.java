package dev.tidemark.conf;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Layers the sources of settings over each other and refuses unknown keys. */
final class SettingsReader {
    private final Map<String, String> environment;
    private final Optional<Path> file;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment, Optional<Path> file) {
        this.environment = environment;
        this.file = file;
    }

    Settings read() {
        YamlConfigSource reference = new YamlConfigSource("tidemark.yaml", resource("tidemark.yaml"), 100);
        Set<String> known = reference.getPropertyNames();
        EnvironmentSettings variables = new EnvironmentSettings(environment, known);
        Map<String, String> fromEnvironment = variables.read();
        problems.addAll(variables.problems());
        YamlConfigSource own = ownFile();
        if (own != null) {
            refuseUnknown(own, known);
        }
        String profile = fromEnvironment.getOrDefault(
                "profile", own == null || own.getValue("profile") == null ? "local" : own.getValue("profile"));
        String place = "profiles/" + profile + ".yaml";
        if (!profile.matches("[a-z]+") || SettingsReader.class.getResource("/" + place) == null) {
            problems.add("profile is '%s'; allowed: local or production".formatted(profile));
            place = "profiles/local.yaml";
        }
        YamlConfigSource ofProfile = new YamlConfigSource(place, resource(place), 200);
        refuseUnknown(ofProfile, known);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(String.join("\n", problems));
        }
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(reference, ofProfile)
                .withSources(new PropertiesConfigSource(fromEnvironment, "the environment", 400));
        if (own != null) {
            builder.withSources(own);
        }
        builder.withSources(absoluteHome(reference, ofProfile, own, fromEnvironment));
        SmallRyeConfig config = builder.build();
        return new Settings(config, known.stream().sorted().toList(), variables.secrets());
    }

    /**
     * Makes {@code home} absolute. Other settings are derived from it, and not every reader resolves a relative path
     * against the same folder: H2 does not.
     */
    private static PropertiesConfigSource absoluteHome(
            YamlConfigSource reference,
            YamlConfigSource ofProfile,
            @Nullable YamlConfigSource own,
            Map<String, String> fromEnvironment) {
        String home = Stream.of(
                        fromEnvironment.get("home"),
                        own == null ? null : own.getValue("home"),
                        ofProfile.getValue("home"),
                        reference.getValue("home"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        String absolute = Path.of(home).toAbsolutePath().normalize().toString();
        return new PropertiesConfigSource(Map.of("home", absolute), "the working directory", 500);
    }

    private @Nullable YamlConfigSource ownFile() {
        if (file.isEmpty()) {
            return null;
        }
        Path path = file.get();
        try {
            return new YamlConfigSource(path.toString(), Files.readString(path), 300);
        } catch (IOException e) {
            throw new ConfigurationException("Cannot read the configuration file %s: %s".formatted(path, e));
        } catch (RuntimeException e) {
            throw new ConfigurationException(
                    "Invalid configuration file %s: expected YAML: %s".formatted(path, e.getMessage()));
        }
    }

    private void refuseUnknown(YamlConfigSource source, Set<String> known) {
        source.getPropertyNames().stream()
                .filter(key -> !known.contains(key) && !OpenKeys.isWithinOne(key))
                .sorted()
                .forEach(key -> problems.add("Unknown setting %s in %s; nearest: %s"
                        .formatted(key, source.getName(), NearestName.of(key, known))));
    }

    private static String resource(String name) {
        try (InputStream content = SettingsReader.class.getResourceAsStream("/" + name)) {
            if (content == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
