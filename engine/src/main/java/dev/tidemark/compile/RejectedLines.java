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
 * The broken lines of a CSV source, as found by the newest scan of each file. They are counted in the reject files and
 * not during the scan, because one run reads a file several times.
 *
 * @param files the number of the source's files that have broken lines
 */
public record RejectedLines(String source, String folder, long lines, int files) {

    /** Returns an entry for each source of the group that rejects broken lines and has some. */
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

    /** Returns a sentence about the broken lines for the user. */
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
