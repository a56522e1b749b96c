package dev.tidemark.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads settings from environment variables. A variable may name a file that holds a secret, as Docker and Kubernetes
 * provide secrets: {@code TIDEMARK_METADATA_PASSWORD_FILE}.
 */
final class EnvironmentSettings {
    private static final String PREFIX = "TIDEMARK_";
    private static final String FILE = "_FILE";

    /** Variables that the launcher reads; they are not settings. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of(
            "TIDEMARK_BUILD",
            "TIDEMARK_CLASSPATH",
            "TIDEMARK_CONF",
            "TIDEMARK_FEATURES",
            "TIDEMARK_JAVA_MINIMUM",
            "TIDEMARK_JAVA_OPTIONS",
            "TIDEMARK_QUIET",
            "TIDEMARK_SERVER_CLASSPATH");

    private final Map<String, String> environment;
    private final Map<String, String> keysByVariable = new TreeMap<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    EnvironmentSettings(Map<String, String> environment, Set<String> known) {
        this.environment = environment;
        known.forEach(key -> keysByVariable.put(variable(key), key));
    }

    /** The name of the variable that sets a key. */
    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Reads the variables and returns the settings that are not secret; secrets and problems are available afterwards.
     */
    Map<String, String> read() {
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX) && !OF_THE_LAUNCHER.contains(variable)) {
                read(variable, value, values);
            }
        });
        return values;
    }

    /**
     * The secrets by key. Their text is taken literally: a dollar sign in a secret does not begin a reference to
     * another setting.
     */
    Map<String, String> secrets() {
        return secrets;
    }

    List<String> problems() {
        return problems;
    }

    private void read(String variable, String value, Map<String, String> values) {
        String key = keysByVariable.get(variable);
        if (key != null) {
            put(key, value, values);
            return;
        }
        String plain = variable.endsWith(FILE) ? variable.substring(0, variable.length() - FILE.length()) : "";
        String secret = keysByVariable.get(plain);
        if (secret == null || !SecretKeys.isSecret(secret)) {
            problems.add("Unknown setting %s in the environment; nearest: %s"
                    .formatted(variable, NearestName.of(variable, keysByVariable.keySet())));
        } else if (environment.containsKey(plain)) {
            problems.add("Both %s and %s are set; keep one of them".formatted(plain, variable));
        } else {
            readFile(variable, value, secret, values);
        }
    }

    private void readFile(String variable, String file, String key, Map<String, String> values) {
        try {
            put(key, Files.readString(Path.of(file)).replaceFirst("\\R$", ""), values);
        } catch (IOException | InvalidPathException e) {
            problems.add("%s is '%s', which cannot be read: %s; expected a file that holds the value of %s"
                    .formatted(variable, file, e, key));
        }
    }

    private void put(String key, String value, Map<String, String> values) {
        (SecretKeys.isSecret(key) ? secrets : values).put(key, value);
    }
}
