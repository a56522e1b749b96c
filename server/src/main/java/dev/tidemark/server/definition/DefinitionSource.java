package dev.tidemark.server.definition;

import dev.tidemark.registry.ComputedVersions;
import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.Retirement;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.staleness.Staleness;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the server's definitions come from. */
@FunctionalInterface
public interface DefinitionSource {
    /** The newest version of every feature group. */
    List<DefinitionVersion> latest();

    /** The newest version of every feature service. */
    default List<ServiceVersion> services() {
        return List.of();
    }

    /**
     * The parts of these groups' history that another definition has computed, by name; a group without such history is
     * not among them.
     */
    default Map<String, Staleness> stale(List<DefinitionVersion> latest) {
        return Map.of();
    }

    /**
     * Definitions that were read together.
     *
     * @param unreadable why others cannot be read, by the name of their group or service
     * @param retired groups and services that are out of use
     */
    record Read(
            List<DefinitionVersion> groups,
            List<ServiceVersion> services,
            Map<String, String> unreadable,
            List<Retirement> retired) {}

    /** All definitions, as far as they can be read. */
    default Read read() {
        return new Read(latest(), services(), Map.of(), List.of());
    }

    static DefinitionSource of(Registry registry, ComputedVersions computed) {
        return new DefinitionSource() {
            @Override
            public List<DefinitionVersion> latest() {
                return registry.readableGroups().versions();
            }

            @Override
            public Read read() {
                Registry.ReadableGroups groups = registry.readableGroups();
                Registry.ReadableServices services = registry.readableServices();
                Map<String, String> unreadable = new TreeMap<>(groups.unreadable());
                services.unreadable().forEach(unreadable::putIfAbsent);
                return new Read(
                        groups.versions(),
                        services.versions(),
                        unreadable,
                        registry.retirements().all());
            }

            @Override
            public Map<String, Staleness> stale(List<DefinitionVersion> latest) {
                return computed.ofAll(latest);
            }
        };
    }
}
