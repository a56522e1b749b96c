package dev.tidemark.server;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.feature.NearestNames;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server's command line says.
 *
 * @param conf the user's settings, empty for none
 * @param parent the process whose end ends the server; empty for none
 */
record ServerArguments(boolean help, Optional<Path> conf, Optional<Long> parent) {
    static final String USAGE = """
            Usage: tidemark serve [--conf FILE]
            Serves features over HTTP, in a process without Spark, until it is stopped.
                  --conf FILE   Settings that go over the defaults; also TIDEMARK_CONF.
              -h, --help        Show this help and exit.
            Example: tidemark serve --conf production.yaml""";

    private static final String HINT = "%n'tidemark help serve' shows the options and an example.";

    /** The command itself, and options that say nothing to the server, which is quiet and writes no report. */
    private static final List<String> WITHOUT_MEANING = List.of("serve", "-q", "--quiet", "--json", "--stacktrace");

    /** @throws ConfigurationException where the words are no command line of the server's */
    static ServerArguments parse(List<String> words, Map<String, String> environment) {
        boolean help = false;
        Optional<Path> conf = Optional.ofNullable(environment.get("TIDEMARK_CONF"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
        Optional<Long> parent = Optional.empty();
        for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
            String word = left.next();
            switch (word) {
                case "-h", "--help" -> help = true;
                case "--conf" -> conf = Optional.of(Path.of(value(word, left)));
                case "--parent" -> parent = Optional.of(Long.parseLong(value(word, left)));
                default -> {
                    if (word.startsWith("--conf=")) {
                        conf = Optional.of(Path.of(word.substring("--conf=".length())));
                    } else if (!WITHOUT_MEANING.contains(word)) {
                        throw new ConfigurationException(unknown(word));
                    }
                }
            }
        }
        return new ServerArguments(help, conf, parent);
    }

    private static String unknown(String word) {
        String kind = word.startsWith("-") ? "Unknown option" : "Unexpected argument";
        boolean isNear =
                !NearestNames.of(word.replaceFirst("^-+", ""), List.of("conf")).isEmpty();
        return ("%s '%s'%s" + HINT).formatted(kind, word, isNear ? "; did you mean --conf?" : "");
    }

    private static String value(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new ConfigurationException(("Missing value of option '%s'" + HINT).formatted(option));
        }
        return left.next();
    }
}
