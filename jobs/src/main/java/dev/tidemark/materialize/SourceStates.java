package dev.tidemark.materialize;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The states of a group's sources by name, read at one time. */
record SourceStates(Map<String, SourceState> byName) {
    SourceStates {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
    }

    /** Returns the state of a source; unknown if it is not recorded. */
    SourceState of(String source) {
        return byName.getOrDefault(source, new SourceState.Unknown());
    }

    /** Returns the same states without those of some sources. */
    SourceStates without(Set<String> sources) {
        Map<String, SourceState> states = new TreeMap<>(byName);
        sources.forEach(source -> states.put(source, new SourceState.Unknown()));
        return new SourceStates(states);
    }

    /** Formats a line for each source: its name, which is an identifier, and its state. */
    String text() {
        return byName.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().text())
                .collect(Collectors.joining("\n"));
    }

    static SourceStates parse(String text) {
        return new SourceStates(text.lines()
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> SourceState.parse(words[1]))));
    }
}
