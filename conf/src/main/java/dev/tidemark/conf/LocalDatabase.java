package dev.tidemark.conf;

/**
 * How H2, the metadata database of one machine, is run: the first process that opens its file serves the others over TCP, by default at
 * all addresses of the machine.
 */
public final class LocalDatabase {
    private static final String ADDRESS = "h2.bindAddress";

    private LocalDatabase() {}

    /** Lets other processes of this machine in, and nobody else. H2 looks at this when it is used first: it must be called before. */
    public static void listenOnLoopback() {
        if (System.getProperty(ADDRESS) == null) {
            System.setProperty(ADDRESS, "127.0.0.1");
        }
    }
}
