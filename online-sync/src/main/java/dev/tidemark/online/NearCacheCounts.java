package dev.tidemark.online;

/**
 * The counts of a near cache since it was opened.
 *
 * @param hits values that were answered from it
 * @param misses keys that were requested from Redis
 * @param invalidations changes of keys that Redis reported, for cached values and others
 * @param flushes how often the whole cache was cleared
 */
public record NearCacheCounts(long hits, long misses, long invalidations, long flushes) {}
