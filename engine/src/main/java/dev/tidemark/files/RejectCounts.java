package dev.tidemark.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Counts the lines in a {@link RejectFolder}. */
public final class RejectCounts {
    private RejectCounts() {}

    /** The number of broken lines of each file of a source that has any. */
    public static List<Long> of(RejectFolder folder, LiteralPath source, SparkSession spark) {
        Configuration configuration = spark.sessionState().newHadoopConf();
        DataFrameReader files = spark.read().format(CsvFormat.class.getName()).schema("any STRING");
        List<Long> counts = new ArrayList<>();
        try {
            for (String sourceFile : source.load(spark, files).inputFiles()) {
                Path rejected = folder.file(sourceFile, configuration);
                if (rejected.getFileSystem(configuration).exists(rejected)) {
                    counts.add(records(rejected, configuration));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the reject files in '%s'".formatted(folder.location()), e);
        }
        return counts;
    }

    private static long records(Path rejected, Configuration configuration) throws IOException {
        long records = 0;
        try (CsvFile file = CsvFile.open(rejected, configuration)) {
            while (file.next() != null) {
                records++;
            }
        }
        return records;
    }
}
