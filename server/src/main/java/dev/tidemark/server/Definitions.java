package dev.tidemark.server;

import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.ServiceVersion;
import dev.tidemark.staleness.ComputedVersions;
import dev.tidemark.staleness.Staleness;
import java.util.List;
import java.util.Map;

/** Where the server's definitions come from. */
@FunctionalInterface
interface Definitions {
    /** The newest version of every feature group. */
    List<DefinitionVersion> latest();

    /** The newest version of every feature service. */
    default List<ServiceVersion> services() {
        return List.of();
    }

    /** What of the history of these groups another definition has computed, by name; a group that is not among them has no such history. */
    default Map<String, Staleness> stale(List<DefinitionVersion> latest) {
        return Map.of();
    }

    static Definitions of(Registry registry, ComputedVersions computed) {
        return new Definitions() {
            @Override
            public List<DefinitionVersion> latest() {
                return registry.latest();
            }

            @Override
            public List<ServiceVersion> services() {
                return registry.services();
            }

            @Override
            public Map<String, Staleness> stale(List<DefinitionVersion> latest) {
                return computed.ofAll(latest);
            }
        };
    }
}
