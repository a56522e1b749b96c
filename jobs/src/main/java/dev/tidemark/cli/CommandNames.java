package dev.tidemark.cli;

import dev.tidemark.cli.invocation.Invocation;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The names that a shell offers as completions for a command's name. */
final class CommandNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Section.all(new Invocation(Map.of(), List.of())).stream()
                .flatMap(section -> section.commands().stream())
                .map(CommandLine::getCommandName)
                .iterator();
    }
}
