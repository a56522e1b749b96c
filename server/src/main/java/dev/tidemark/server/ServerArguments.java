package dev.tidemark.server;

import dev.tidemark.conf.ConfigurationException;
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
              -h, --help        Show this help message and exit.""";

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
                        throw new ConfigurationException("Unknown option: '%s'%n%s".formatted(word, USAGE));
                    }
                }
            }
        }
        return new ServerArguments(help, conf, parent);
    }

    private static String value(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new ConfigurationException("Missing value of option '%s'%n%s".formatted(option, USAGE));
        }
        return left.next();
    }
}
