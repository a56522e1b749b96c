package dev.tidemark.architecture;

import dev.tidemark.architecture.MainSources.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of all packages, which the page of the architecture has between two markers. Packages say what they hold;
 * the page alone says with which types to begin.
 */
final class PackageTable {
    private static final Pattern PLACE =
            Pattern.compile("(?s)(<!-- packages: [^>]*-->\n)(.*?)(<!-- end of packages -->)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|[^|]*\\| `([\\w.]+)` \\|[^|]*\\|([^|]*)\\|$");
    private static final Pattern TYPE = Pattern.compile("`(\\w+)`");

    private final Matcher place;
    private final Path root;
    private final Map<String, String> beginWith = new HashMap<>();

    PackageTable(String page, Path root) {
        this.place = PLACE.matcher(page);
        this.root = root;
        if (!place.find()) {
            throw new IllegalArgumentException("Page without a place for the packages: expected " + PLACE.pattern());
        }
        ROW.matcher(place.group(2))
                .results()
                .forEach(row -> beginWith.put(row.group(1), row.group(2).strip()));
    }

    /** The page with the table as the packages make it. */
    String page() throws IOException {
        return place.replaceFirst(Matcher.quoteReplacement(place.group(1) + "\n" + table() + "\n" + place.group(3)));
    }

    /** What is wrong with packages and with the types that the page names. */
    List<String> problems() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Source source : MainSources.of(root)) {
            if (!Files.exists(source.sibling("package-info"))) {
                problems.add(source.packageName() + " has no package-info.java");
            } else if (source.describesItsPackage()) {
                if (PackageSentence.of(source).isEmpty()) {
                    problems.add(source.packageName() + " does not say what it holds");
                }
                TYPE.matcher(begin(source))
                        .results()
                        .map(type -> type.group(1))
                        .filter(type -> !Files.exists(source.sibling(type)))
                        .forEach(type -> problems.add("%s has no type %s".formatted(source.packageName(), type)));
            }
        }
        return problems;
    }

    private String table() throws IOException {
        StringBuilder lines = new StringBuilder("| module | package | holds | begin with |\n|---|---|---|---|\n");
        String module = "";
        for (Source source : MainSources.of(root)) {
            if (source.describesItsPackage()) {
                lines.append("| %s| `%s` | %s |%s|\n"
                        .formatted(
                                source.module().equals(module) ? "" : source.module() + " ",
                                source.packageName(),
                                PackageSentence.of(source),
                                (" " + begin(source)).stripTrailing() + " "));
                module = source.module();
            }
        }
        return lines.toString();
    }

    private String begin(Source source) {
        return beginWith.getOrDefault(source.packageName(), "");
    }
}
