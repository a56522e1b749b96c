package dev.tidemark.online;

/**
 * What a near cache has done since it was opened.
 *
 * @param hits values that were answered from it
 * @param misses keys that were asked of Redis
 * @param invalidations changes of keys that Redis told of, of kept values and others
 * @param flushes how often everything was forgotten
 */
public record NearCacheCounts(long hits, long misses, long invalidations, long flushes) {}
