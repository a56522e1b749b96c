package dev.tidemark.conf;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one process, flat: {@code redis.command-timeout}. Every key has a value, because the reference file
 * {@code tidemark.yaml} holds a default for each. Immutable and thread-safe.
 */
public final class Settings {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    /** SmallRye wraps the name of a source of properties. */
    private static final Pattern SOURCE_NAME = Pattern.compile("^PropertiesConfigSource\\[source=(.*)]$");

    private static final String NO_TIME = "0s";

    private final SmallRyeConfig config;
    private final List<String> keys;
    private final Map<String, String> secrets;

    /** @param secrets of the environment, stronger than all else and taken as they are */
    Settings(SmallRyeConfig config, List<String> keys, Map<String, String> secrets) {
        this.config = config;
        this.keys = keys;
        this.secrets = Map.copyOf(secrets);
    }

    /**
     * Reads the settings of this process.
     *
     * @param environment the environment variables; only those that start with {@code TIDEMARK_} are read
     * @param file the user's file, which overrides the profile
     * @throws ConfigurationException naming each unknown key and its place
     */
    public static Settings load(Map<String, String> environment, Optional<Path> file) {
        return new SettingsReader(environment, file).read();
    }

    /** The text of a setting; may be empty. */
    public String text(String key) {
        ConfigValue value = config.getConfigValue(key);
        if (!keys.contains(key)) {
            throw new IllegalArgumentException("No setting '%s' in tidemark.yaml".formatted(key));
        }
        String secret = secrets.get(key);
        if (secret != null) {
            return secret;
        }
        String text = value.getValue();
        return text == null ? "" : text.strip();
    }

    public int integer(String key, int least, int most) {
        return read(key, "a whole number from %d to %d".formatted(least, most), text -> {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    public boolean flag(String key) {
        return read(key, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /** Reads a duration longer than zero: {@code 200ms}, {@code 30s}, {@code 15m}, {@code 24h}, {@code 7d}. */
    public Duration duration(String key) {
        return read(key, "a duration longer than zero, such as 200ms, 30s or 24h", Settings::parseDuration);
    }

    /** Reads a duration, or {@code 0s} for a setting where zero switches something off. */
    public Duration durationOrNone(String key) {
        return text(key).strip().equals(NO_TIME)
                ? Duration.ZERO
                : read(key, "0s or a duration such as 200ms, 30s or 24h", Settings::parseDuration);
    }

    public Path path(String key) {
        return read(key, "a path", text -> {
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    /** Reads one or more addresses, separated by commas, each with one of the given schemes. */
    public List<URI> uris(String key, List<String> schemes) {
        return read(
                key,
                "addresses separated by commas, each starting with " + String.join(":// or ", schemes) + "://",
                text -> Arrays.stream(text.split(","))
                        .map(part -> uri(part.strip(), schemes))
                        .toList());
    }

    public <E extends Enum<E>> E choice(String key, Class<E> choices) {
        String allowed = String.join(
                " or ",
                Arrays.stream(choices.getEnumConstants())
                        .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                        .toList());
        return read(key, allowed, text -> Enum.valueOf(choices, text.toUpperCase(Locale.ROOT)));
    }

    public Secret secret(String key) {
        return new Secret(text(key));
    }

    /**
     * The free properties under a key, by name: those of a map in a file, and over them those of the key's own text.
     * Their values may be secret.
     */
    public Map<String, Secret> properties(String key) {
        Map<String, Secret> properties = new TreeMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(key + ".") && OpenKeys.isWithinOne(name)) {
                String value = config.getConfigValue(name).getValue();
                properties.put(OpenKeys.name(name), new Secret(value == null ? "" : value.strip()));
            }
        }
        read(key, "name=value, one on a line or separated by commas", OpenKeys::parse)
                .forEach((name, value) -> properties.put(name, new Secret(value)));
        return properties;
    }

    /** Every key with its value, secrets hidden, for the log at the start and for {@code doctor}. */
    public Map<String, String> effective() {
        Map<String, String> all = new TreeMap<>();
        for (String key : keys) {
            all.put(key, SecretKeys.isSecret(key) ? new Secret(text(key)).toString() : text(key));
        }
        return all;
    }

    private <T> T read(String key, String allowed, Function<String, T> parser) {
        String text = text(key);
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            String shown = SecretKeys.isSecret(key) ? "****" : text;
            throw new ConfigurationException(
                    "%s is '%s' (from %s); allowed: %s".formatted(key, shown, place(key), allowed));
        }
    }

    private String place(String key) {
        if (secrets.containsKey(key)) {
            return "the environment";
        }
        String source = config.getConfigValue(key).getConfigSourceName();
        return source == null ? "nowhere" : SOURCE_NAME.matcher(source).replaceFirst("$1");
    }

    private static URI uri(String text, List<String> schemes) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException();
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException();
        }
        long amount = Long.parseLong(matcher.group(1));
        if (amount == 0) {
            throw new IllegalArgumentException();
        }
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
