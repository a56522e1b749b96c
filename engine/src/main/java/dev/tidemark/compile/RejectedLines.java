package dev.tidemark.compile;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.files.LiteralPath;
import dev.tidemark.files.RejectCounts;
import dev.tidemark.files.RejectFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * The broken lines of a CSV source as the newest scan of each file found them. They are counted in the reject files,
 * not while they are read, because one run reads a file several times.
 *
 * @param files how many files of the source have broken lines
 */
public record RejectedLines(String source, String folder, long lines, int files) {

    /** Those of a group's sources that have broken lines and let them be passed over. */
    public static List<RejectedLines> of(SparkSession spark, FeatureGroup group) {
        List<RejectedLines> found = new ArrayList<>();
        for (DataSource source : group.sources()) {
            RejectFolder folder = SourceFiles.rejects(group, source);
            if (folder != null) {
                List<Long> counts = RejectCounts.of(
                        folder,
                        new LiteralPath(source.location(), source.options().glob()),
                        spark);
                found.add(new RejectedLines(
                        source.name(),
                        folder.location(),
                        counts.stream().mapToLong(Long::longValue).sum(),
                        counts.size()));
            }
        }
        found.removeIf(rejected -> rejected.files() == 0);
        return found;
    }

    /** What somebody should know of it, in a sentence. */
    public String remark(String group) {
        return String.format(
                Locale.ROOT,
                "Source '%s' of '%s' has %,d broken %s in %,d %s; passed over and written to '%s'.",
                source,
                group,
                lines,
                lines == 1 ? "line" : "lines",
                files,
                files == 1 ? "file" : "files",
                folder);
    }
}
