package dev.tidemark.feature;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds every mistake in the sources of a feature group. */
final class SourceCheck {
    /** The names that Kafka accepts. */
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private final String subject;
    private final boolean windows;
    private final List<String> problems;

    private SourceCheck(String subject, boolean windows, List<String> problems) {
        this.subject = subject;
        this.windows = windows;
        this.problems = problems;
    }

    static void check(String subject, List<DataSource> sources, Computation computation, List<String> problems) {
        SourceCheck check = new SourceCheck(subject, computation instanceof Computation.Windows, problems);
        if (sources.isEmpty()) {
            check.problem("is empty; name at least one table or path");
        }
        Set<String> seen = new HashSet<>();
        for (DataSource source : sources) {
            if (!Identifier.isValid(source.name())) {
                check.problem(
                        "invalid source name '%s': expected an identifier; name the source with as(..)", source.name());
            }
            if (!seen.add(source.name())) {
                check.problem("'%s' is declared twice; give one another name with as(..)", source.name());
            }
            if (source.location().isBlank()) {
                check.problem("the location of '%s' is empty", source.name());
            }
            if (source.timestampField().isBlank()) {
                check.problem("the timestamp field of '%s' is missing; name it with timestamp(..)", source.name());
            }
            check.options(source);
            check.eventId(source);
            check.stream(source);
        }
    }

    private void options(DataSource source) {
        Set<String> names = new HashSet<>();
        source.options().namesByColumn().forEach((column, name) -> {
            if (column.isBlank() || name.isBlank()) {
                problem("'%s' maps column '%s' to '%s'; name both", source.name(), column, name);
            } else if (!names.add(name)) {
                problem("'%s' maps two columns to '%s'; map one", source.name(), name);
            }
        });
        source.options().computed().forEach((name, expression) -> computed(source, name, expression));
        if (source.options().glob() && source.format() == DataSource.Format.TABLE) {
            problem("'%s' is a TABLE, whose name cannot be a pattern; leave out glob()", source.name());
        }
        if (source.options().rejectFolder() != null) {
            rejects(source, source.options().rejectFolder());
        }
    }

    private void rejects(DataSource source, String folder) {
        if (source.format() != DataSource.Format.CSV) {
            problem(
                    "'%s' is %s, but only CSV has broken lines; leave out rejectTo(..)",
                    source.name(), source.format());
        }
        if (folder.isBlank()) {
            problem("the reject folder of '%s' is empty; name one such as rejects", source.name());
        }
    }

    private void computed(DataSource source, String name, String expression) {
        if (name.isBlank() || expression.isBlank()) {
            problem("'%s' computes column '%s' as '%s'; say both", source.name(), name, expression);
        }
        source.options().namesByColumn().forEach((column, newName) -> {
            if (name.equalsIgnoreCase(newName) || name.equalsIgnoreCase(column)) {
                problem(
                        "'%s' computes column '%s' and maps column '%s' to '%s'; give one of them another name",
                        source.name(), name, column, newName);
            }
        });
        source.options().computed().keySet().stream()
                .filter(other -> other.compareTo(name) < 0 && other.equalsIgnoreCase(name))
                .forEach(other -> problem(
                        "'%s' computes columns '%s' and '%s', whose names differ in case only",
                        source.name(), other, name));
    }

    private void eventId(DataSource source) {
        if (source.eventId().isEmpty()) {
            return;
        }
        if (!windows) {
            problem("'%s' has an event id, which only declared windows look at", source.name());
        }
        if (source.eventId().orElseThrow().isBlank()) {
            problem("the event id of '%s' is empty; leave it out if the source has none", source.name());
        }
    }

    private void stream(DataSource source) {
        if (source.stream() != null && !windows) {
            problem("'%s' is streamed, which only declared windows can be", source.name());
        }
        switch (source.stream()) {
            case KafkaTopic(String topic) -> {
                if (!TOPIC.matcher(topic).matches()) {
                    problem(
                            "'%s' is streamed from topic '%s'; a topic has 1 to 249 letters, digits, '.', '-' and '_'",
                            source.name(), topic);
                }
            }
            case TableAppends appends -> {
                if (source.format() != DataSource.Format.TABLE) {
                    problem("'%s' is %s, but only a TABLE can be streamed itself", source.name(), source.format());
                }
            }
            case null -> {}
        }
    }

    private void problem(String message, Object... values) {
        problems.add("%s, field 'sources': %s".formatted(subject, message.formatted(values)));
    }
}
