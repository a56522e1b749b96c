package dev.tidemark.jobs;

import java.util.Optional;
import org.apache.hadoop.util.VersionInfo;

/**
 * Checks the Java release of a submitted job. This package is compiled for Java 17, on which Spark runs and Tidemark
 * does not, so that the job can report it. No other class of Tidemark may be loaded before.
 */
final class JavaRelease {
    private static final int OLDEST = 21;
    /** From this release on Java has no security manager, and Hadoop before 3.4.3 calls it. */
    private static final int WITHOUT_SUBJECTS = 24;

    private JavaRelease() {}

    /** Returns the reason why this Java is not suitable; empty if it is. */
    static Optional<String> refusal() {
        return refusal(Runtime.version().feature(), VersionInfo.getVersion());
    }

    static Optional<String> refusal(int release, String hadoop) {
        if (release < OLDEST) {
            return Optional.of(
                    "Java %d runs this job (%s): expected Java 21 or newer; set JAVA_HOME for the driver and for all workers"
                            .formatted(release, System.getProperty("java.home")));
        }
        if (release >= WITHOUT_SUBJECTS && isBefore343(hadoop)) {
            return Optional.of(
                    "Java %d runs this job, and Hadoop %s of this Spark fails on it (getSubject is not supported): use Java 21 for the driver and for all workers, or"
                                    .formatted(release, hadoop)
                            + " put hadoop-client-api and hadoop-client-runtime 3.4.3 or newer in the place of Spark's");
        }
        return Optional.empty();
    }

    /** A version that is not numeric is taken for a newer one. */
    private static boolean isBefore343(String version) {
        String[] parts = version.split("[.-]");
        int[] fixed = {3, 4, 3};
        for (int part = 0; part < fixed.length; part++) {
            if (part >= parts.length || !parts[part].matches("\\d{1,9}")) {
                return false;
            }
            int compared = Integer.compare(Integer.parseInt(parts[part]), fixed[part]);
            if (compared != 0) {
                return compared < 0;
            }
        }
        return false;
    }
}
