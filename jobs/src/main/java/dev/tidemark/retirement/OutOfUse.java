package dev.tidemark.retirement;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureService;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement;
import dev.tidemark.registry.Retirement.Kind;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.run.RunKind;
import dev.tidemark.run.Runs;
import dev.tidemark.sync.RetiredGroups;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Takes definitions out of use. A group is hidden first, so that no new run works on it; then its values are removed
 * from the online store. After a crash between the two steps, the same call continues.
 */
public final class OutOfUse {
    private final Registry registry;
    private final Runs runs;
    private final Supplier<RetiredGroups> online;

    /** @param online opened only if a group was ever online */
    public OutOfUse(Registry registry, Runs runs, Supplier<RetiredGroups> online) {
        this.registry = registry;
        this.runs = runs;
        this.online = online;
    }

    /**
     * Returns the kind of a name: a group if there is one, else a service.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_GROUP if it is neither
     */
    public Kind kind(String name) {
        boolean isService = registry.versions(name).isEmpty()
                && (registry.retirements().of(Kind.SERVICE, name).isPresent()
                        || registry.services().stream()
                                .anyMatch(service ->
                                        service.featureService().name().equals(name)));
        if (!isService && registry.versions(name).isEmpty()) {
            registry.group(name);
        }
        return isService ? Kind.SERVICE : Kind.GROUP;
    }

    /**
     * Takes a service out of use.
     *
     * @throws FeatureStoreException with code UNKNOWN_FEATURE_SERVICE if there is none
     */
    public void retireService(String name) {
        if (registry.retirements().of(Kind.SERVICE, name).isEmpty()) {
            registry.service(name);
        }
        registry.retirements().retire(Kind.SERVICE, name);
    }

    /**
     * Takes a group out of use.
     *
     * @param removed called after each batch with the number of values removed from the online store
     * @return the number of removed values
     * @throws FeatureStoreException with code INVALID_ARGUMENT if a service takes features of it, or its data is gone,
     *     and RUN_IN_PROGRESS if it has a current run: it is retired then, and the call must be repeated
     */
    public long retireGroup(String name, LongConsumer removed) {
        if (registry.retirements().of(Kind.GROUP, name).isEmpty()) {
            registry.group(name);
        }
        requireNoService(name);
        requireData(name);
        registry.retirements().retire(Kind.GROUP, name);
        requireNoRun(name);
        return removeOnlineValues(name, removed);
    }

    void requireNoRun(String name) {
        List<String> going = registry.retirements().runsInProgress(name);
        if (!going.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.RUN_IN_PROGRESS,
                    "Feature group '%s' is retired, but a %s run of it is going on; when it has ended, or was stopped, give the same command again"
                            .formatted(name, going.getFirst().toLowerCase(Locale.ROOT)));
        }
    }

    long removeOnlineValues(String name, LongConsumer removed) {
        boolean wasOnline = registry.versions(name).stream()
                .anyMatch(version -> version.featureGroup().online());
        if (!wasOnline) {
            return 0;
        }
        return runs.record(RunKind.SYNC, name, null, lease -> {
            long gone = online.get().under(lease::check).removeAll(name, removed);
            return new Runs.Done<>(gone, gone, null);
        });
    }

    void requireNoService(String name) {
        List<String> services = registry.services().stream()
                .map(ServiceVersion::featureService)
                .filter(service -> service.groupNames().contains(name))
                .map(FeatureService::name)
                .toList();
        if (!services.isEmpty()) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Feature group '%s' has features that feature service '%s' takes; apply the service without them, or retire it: tidemark retire %s"
                            .formatted(name, services.getFirst(), String.join(" ", services)));
        }
    }

    private void requireData(String name) {
        if (registry.retirements()
                .of(Kind.GROUP, name)
                .filter(Retirement::isPurged)
                .isPresent()) {
            registry.group(name);
        }
    }

    /**
     * Takes a definition into use again.
     *
     * @throws FeatureStoreException with code INVALID_ARGUMENT if it is not retired, or its data is gone
     */
    public void undo(Kind kind, String name) {
        if (!registry.retirements().undo(kind, name)) {
            requireData(name);
            throw new FeatureStoreException(
                    ErrorCode.INVALID_ARGUMENT, "'%s' is not retired; there is nothing to undo".formatted(name));
        }
    }
}
