package dev.tidemark.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Converts a command of the script to one for spark-submit.
 *
 * @param words the command and its options, as they were typed
 */
record SubmitCommand(List<String> words) {
    private static final String ANY_COMMAND = "CommandJob";
    private static final Map<String, String> MAIN_CLASSES = Map.of(
            "apply", "ApplyJob",
            "materialize", "MaterializeJob",
            "training-set", "TrainingSetJob",
            "sync", "SyncJob",
            "stream", "StreamJob",
            "ingest", "IngestJob");
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    SubmitCommand {
        words = List.copyOf(words);
    }

    /**
     * Returns the line to type; the page about clusters explains {@code submit.conf}.
     *
     * @param jar the jar for spark-submit; empty if it is not known
     */
    String line(String master, Optional<Path> jar) {
        List<String> all = new ArrayList<>(words);
        String mainClass = ANY_COMMAND;
        int command = command();
        if (command < all.size() && MAIN_CLASSES.containsKey(all.get(command))) {
            mainClass = MAIN_CLASSES.get(all.remove(command));
        }
        return "\"$SPARK_HOME/bin/spark-submit\" --properties-file submit.conf --master %s --class dev.tidemark.jobs.%s %s %s"
                .formatted(
                        quoted(master),
                        mainClass,
                        quoted(jar.map(Path::toString).orElse("tidemark-spark_2.13-VERSION.jar")),
                        all.stream().map(SubmitCommand::quoted).collect(Collectors.joining(" ")))
                .strip();
    }

    /** Returns the same command with Spark in its own process. */
    String onThisMachine() {
        return "TIDEMARK_SPARK_MASTER='local[*]' ./tidemark "
                + words.stream().map(SubmitCommand::quoted).collect(Collectors.joining(" "));
    }

    /** Returns the index of the first word that is neither an option nor an option's value. */
    private int command() {
        int place = 0;
        while (place < words.size() && words.get(place).startsWith("-")) {
            place += words.get(place).equals("--conf") ? 2 : 1;
        }
        return place;
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
