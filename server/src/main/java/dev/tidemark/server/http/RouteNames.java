package dev.tidemark.server.http;

import java.util.List;
import java.util.Set;

/**
 * The names of routes in metrics: a small set, whatever paths clients send. Immutable.
 *
 * @param families routes of many paths
 * @param paths that are names themselves; all others are {@code other}
 */
public record RouteNames(List<Family> families, Set<String> paths) {
    public RouteNames {
        families = List.copyOf(families);
        paths = Set.copyOf(paths);
    }

    /** The paths that begin with the same text, under one name. */
    public record Family(String start, String name) {}

    String of(String path) {
        for (Family family : families) {
            if (path.startsWith(family.start())) {
                return family.name();
            }
        }
        return paths.contains(path) ? path : "other";
    }
}
