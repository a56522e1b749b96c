package dev.tidemark.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documentation, taken apart into what a newcomer would copy from it. */
public record Page(Path file, String text) {
    static final Path ROOT = Path.of(System.getProperty("tidemark.root"));

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern MEASURED =
            Pattern.compile("<!-- measured:.*?<!-- end of measured -->", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]+)?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern PUBLIC_CLASS = Pattern.compile("^public (?:final )?class (\\w+)", Pattern.MULTILINE);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern GET = Pattern.compile("`GET (/[^`]+)`");

    public static Page read(String name) {
        Path file = ROOT.resolve(name);
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands of one block, in order, without their remarks. */
    public List<String> commands(int block) {
        return blocks("sh")
                .get(block)
                .lines()
                .map(line -> line.replaceAll("\\s+#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** What stands between fences, of one language or, with an empty one, of none. */
    public List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(match -> match.group(1).equals(language))
                .map(match -> match.group(2))
                .toList();
    }

    /** The listings that are whole Java files, by their paths in a folder of sources. */
    public Map<String, String> javaFiles() {
        Map<String, String> files = new TreeMap<>();
        for (String listing : blocks("java")) {
            Matcher declared = PUBLIC_CLASS.matcher(listing);
            if (declared.find()) {
                Matcher named = PACKAGE.matcher(listing);
                String folder = named.find() ? named.group(1).replace('.', '/') + "/" : "";
                files.put(folder + declared.group(1) + ".java", listing);
            }
        }
        return files;
    }

    /** The lines of running text: all but listings, tables, pictures and what a benchmark has written. */
    List<String> prose() {
        String written = MEASURED.matcher(BLOCK.matcher(text).replaceAll("")).replaceAll("");
        return written.lines()
                .filter(line -> !line.startsWith("|") && !line.startsWith("!["))
                .toList();
    }

    /** The paths that the page says to GET. */
    List<String> gets() {
        return GET.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** A place that a page leads to. */
    record Link(Path file, Optional<String> heading) {}

    /** The links into this repository. */
    List<Link> links() {
        return LINK.matcher(text)
                .results()
                .filter(match -> !match.group(1).contains("://"))
                .map(match -> new Link(
                        match.group(1).isEmpty()
                                ? file
                                : file.resolveSibling(match.group(1)).normalize(),
                        Optional.ofNullable(match.group(2)).map(heading -> heading.substring(1))))
                .toList();
    }

    /** The names under which links reach the headings, as GitHub makes them. */
    List<String> headings() {
        String withoutListings = BLOCK.matcher(text).replaceAll("");
        return HEADING.matcher(withoutListings)
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
