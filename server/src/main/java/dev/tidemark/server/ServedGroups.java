package dev.tidemark.server;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.registry.DefinitionVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feature groups that are served, read anew from time to time. While the registry does not answer, the last ones that it gave
 * are served. Thread-safe.
 */
final class ServedGroups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedGroups.class);

    private final Definitions definitions;
    private final ScheduledExecutorService timer;
    private final AtomicLong generation = new AtomicLong();
    private final ScheduledFuture<?> refreshing;
    private volatile @Nullable Map<String, DefinitionVersion> groups;

    ServedGroups(Definitions definitions, Duration refresh) {
        this.definitions = definitions;
        refresh();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("registry-refresh").factory());
        refreshing = timer.scheduleWithFixedDelay(
                this::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the definitions now. */
    final void refresh() {
        try {
            Map<String, DefinitionVersion> byName = new TreeMap<>();
            definitions
                    .latest()
                    .forEach(version -> byName.put(version.featureGroup().name(), version));
            if (!byName.equals(groups)) {
                groups = byName;
                generation.incrementAndGet();
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot read the registry; serving the definitions of the last time: {}", e.toString());
        }
    }

    /** Whether definitions have been read at all. */
    boolean isLoaded() {
        return groups != null;
    }

    /** Another number once any definition is another; what was made of the definitions before is then out of date. */
    long generation() {
        return generation.get();
    }

    List<DefinitionVersion> all() {
        return List.copyOf(loaded().values());
    }

    DefinitionVersion group(String name) {
        Map<String, DefinitionVersion> loaded = loaded();
        DefinitionVersion found = loaded.get(name);
        if (found == null) {
            throw new FeatureStoreException(
                    ErrorCode.UNKNOWN_FEATURE_GROUP,
                    "No feature group '%s'; %s".formatted(name, NearestNames.sentence(name, loaded.keySet())));
        }
        return found;
    }

    private Map<String, DefinitionVersion> loaded() {
        Map<String, DefinitionVersion> loaded = groups;
        if (loaded == null) {
            throw new FeatureStoreException(
                    ErrorCode.METADATA_UNAVAILABLE,
                    "The definitions have not been read yet: the registry does not answer");
        }
        return loaded;
    }

    @Override
    public void close() {
        refreshing.cancel(true);
        timer.shutdownNow();
    }
}
