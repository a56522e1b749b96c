package dev.tidemark.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lays out help texts: a command's options before those of all commands, examples last, and commands by their purpose.
 */
final class HelpText {
    /** The width of the column with the commands' names. */
    private static final int NAMES = 16;

    private static final String COMMON_OPTIONS = "commonOptions";

    private HelpText() {}

    /** Lays out the help of the program and of all its commands. */
    static void layOut(CommandLine program, List<Section> sections) {
        List<String> keys = new ArrayList<>(program.getHelpSectionKeys());
        List<String> commands =
                List.of(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
        keys.removeAll(commands);
        keys.addAll(keys.indexOf(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING), commands);
        keys.remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING);
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, COMMON_OPTIONS);
        program.setHelpSectionKeys(keys);
        layOut(program);
        program.getCommandSpec().usageMessage().commandListHeading("");
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands(help, sections));
    }

    private static void layOut(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.footerHeading("%nExamples:%n");
        usage.footer(indented(usage.footer()));
        usage.descriptionHeading("%n");
        usage.parameterListHeading("%nParameters:%n");
        usage.commandListHeading("%nCommands:%n");
        command.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        help -> options(help, "Options", option -> !isCommon(option)));
        command.getHelpSectionMap()
                .put(COMMON_OPTIONS, help -> options(help, "Options of all commands", HelpText::isCommon));
        command.getSubcommands().values().forEach(HelpText::layOut);
    }

    private static String[] indented(String... lines) {
        return List.of(lines).stream().map(line -> "  " + line).toArray(String[]::new);
    }

    private static boolean isCommon(OptionSpec option) {
        return option.inherited()
                || option.usageHelp()
                || option.versionHelp()
                || option.scopeType() == CommandLine.ScopeType.INHERIT;
    }

    private static String options(Help help, String title, Predicate<OptionSpec> wanted) {
        List<OptionSpec> options = help.commandSpec().options().stream()
                .filter(option -> !option.hidden())
                .filter(wanted)
                .toList();
        if (options.isEmpty()) {
            return "";
        }
        Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        return help.createHeading("%n" + title + ":%n") + layout;
    }

    private static String commands(Help help, List<Section> sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            TextTable table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(NAMES, 2, Overflow.SPAN),
                    new Column(help.commandSpec().usageMessage().width() - NAMES, 0, Overflow.WRAP));
            section.commands()
                    .forEach(command -> table.addRowValues(
                            help.colorScheme().commandText(command.getCommandName()),
                            help.colorScheme()
                                    .text(command.getCommandSpec()
                                            .usageMessage()
                                            .description()[0])));
            text.append(help.createHeading("%n" + section.title() + ":%n")).append(table);
        }
        return text.toString();
    }
}
