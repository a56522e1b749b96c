package dev.tidemark.architecture;

import dev.tidemark.architecture.MainSources.Source;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The first sentence of a {@code package-info.java}: what the package holds. */
final class PackageSentence {
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
    private static final Pattern CODE = Pattern.compile("\\{@(?:code|link) ([^}]+)}");
    private static final Pattern FULL_STOP = Pattern.compile("\\.(?= |$)");

    private PackageSentence() {}

    /** As Markdown and without its full stop; empty where the file says nothing. */
    static String of(Source source) throws IOException {
        String text = JAVADOC.matcher(source.text())
                .results()
                .flatMap(javadoc -> javadoc.group(1).lines())
                .map(line -> line.strip().replaceFirst("^\\*", "").strip())
                .collect(Collectors.joining(" "))
                .strip();
        return CODE.matcher(FULL_STOP.split(text, 2)[0]).replaceAll("`$1`");
    }
}
