package dev.tidemark.server;

import dev.tidemark.registry.DefinitionVersion;
import dev.tidemark.registry.Registry;
import dev.tidemark.registry.ServiceVersion;
import java.util.List;

/** Where the server's definitions come from. */
@FunctionalInterface
interface Definitions {
    /** The newest version of every feature group. */
    List<DefinitionVersion> latest();

    /** The newest version of every feature service. */
    default List<ServiceVersion> services() {
        return List.of();
    }

    static Definitions of(Registry registry) {
        return new Definitions() {
            @Override
            public List<DefinitionVersion> latest() {
                return registry.latest();
            }

            @Override
            public List<ServiceVersion> services() {
                return registry.services();
            }
        };
    }
}
