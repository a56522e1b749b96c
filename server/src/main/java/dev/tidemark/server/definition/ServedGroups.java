package dev.tidemark.server.definition;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.feature.NearestNames;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Retirement;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.request.Excerpt;
import dev.tidemark.staleness.Staleness;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * The feature groups and services that are served, read again at intervals. While the registry does not answer, the
 * last ones that it returned are served. Thread-safe.
 */
public final class ServedGroups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedGroups.class);

    private final DefinitionSource definitions;
    private final ScheduledExecutorService timer;
    private final AtomicLong generation = new AtomicLong();
    private final ScheduledFuture<?> refreshing;
    private volatile @Nullable Snapshot served;
    private volatile boolean away;
    private Map<String, String> told = Map.of();

    private record Snapshot(
            Map<String, DefinitionVersion> groups,
            Map<String, ServiceVersion> services,
            Map<String, Staleness> stale,
            List<Retirement> retired) {}

    public ServedGroups(DefinitionSource definitions, Duration refresh) {
        this.definitions = definitions;
        refresh();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("registry-refresh").factory());
        refreshing = timer.scheduleWithFixedDelay(
                this::refresh, refresh.toMillis(), refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads the definitions now. */
    public final void refresh() {
        try {
            DefinitionSource.Read read = definitions.read();
            Map<String, DefinitionVersion> groups = new TreeMap<>();
            read.groups().forEach(version -> groups.put(version.featureGroup().name(), version));
            Map<String, ServiceVersion> services = new TreeMap<>();
            read.services()
                    .forEach(version -> services.put(version.featureService().name(), version));
            keep(read.unreadable(), groups, services);
            Snapshot now = new Snapshot(
                    groups, services, definitions.stale(List.copyOf(groups.values())), List.copyOf(read.retired()));
            if (!now.equals(served)) {
                served = now;
                generation.incrementAndGet();
            }
            if (away) {
                away = false;
                LOG.info("The metadata database is UP: definitions are read again");
            }
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                LOG.warn(
                        "The metadata database is DOWN: {}; the definitions of the last time are served", e.toString());
            }
        }
    }

    /** What can no longer be read is served as it was. */
    private void keep(
            Map<String, String> unreadable,
            Map<String, DefinitionVersion> groups,
            Map<String, ServiceVersion> services) {
        Snapshot before = served;
        for (String name : unreadable.keySet()) {
            DefinitionVersion group = before == null ? null : before.groups().get(name);
            if (group != null) {
                groups.putIfAbsent(name, group);
            }
            ServiceVersion service = before == null ? null : before.services().get(name);
            if (service != null) {
                services.putIfAbsent(name, service);
            }
            if (!unreadable.get(name).equals(told.get(name))) {
                LOG.warn(
                        "{}; {}",
                        unreadable.get(name),
                        group == null && service == null ? "it is not served" : "the version before is served");
            }
        }
        told = unreadable;
    }

    /** Whether definitions have been read at all. */
    public boolean isLoaded() {
        return served != null;
    }

    /** Another number once any definition is another; what was made of the definitions before is then out of date. */
    public long generation() {
        return generation.get();
    }

    public List<DefinitionVersion> all() {
        return List.copyOf(loaded().groups().values());
    }

    List<ServiceVersion> services() {
        return List.copyOf(loaded().services().values());
    }

    /** @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP and the nearest names */
    public DefinitionVersion group(String name) {
        Snapshot loaded = loaded();
        DefinitionVersion found = loaded.groups().get(name);
        if (found == null) {
            throw unknown(name, Retirement.Kind.GROUP, loaded.groups().keySet(), ErrorCode.UNKNOWN_FEATURE_GROUP);
        }
        return found;
    }

    /** @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE and the nearest names */
    public ServiceVersion service(String name) {
        Snapshot loaded = loaded();
        ServiceVersion found = loaded.services().get(name);
        if (found == null) {
            throw unknown(name, Retirement.Kind.SERVICE, loaded.services().keySet(), ErrorCode.UNKNOWN_FEATURE_SERVICE);
        }
        return found;
    }

    /** Before when another definition of a group has computed some of these features; empty where none did. */
    public Optional<Instant> staleBefore(String group, Collection<String> features) {
        Staleness staleness = loaded().stale().getOrDefault(group, Staleness.none(group));
        return staleness.of(features).changed().before();
    }

    /** The failure says where a name is that of a definition which was taken out of use. */
    private FeatureStoreException unknown(String name, Retirement.Kind kind, Set<String> known, ErrorCode code) {
        return new FeatureStoreException(
                code,
                loaded().retired().stream()
                        .filter(retired ->
                                retired.kind() == kind && retired.name().equals(name))
                        .map(Retirement::sentence)
                        .findFirst()
                        .orElseGet(() -> "No %s '%s'; %s"
                                .formatted(kind.text(), Excerpt.of(name), NearestNames.sentence(name, known))));
    }

    private Snapshot loaded() {
        Snapshot loaded = served;
        if (loaded == null) {
            throw new FeatureStoreException(
                    ErrorCode.METADATA_UNAVAILABLE,
                    "The definitions have not been read yet: the registry does not answer");
        }
        return loaded;
    }

    @Override
    public void close() {
        refreshing.cancel(false);
        timer.shutdown();
    }
}
