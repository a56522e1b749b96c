package dev.tidemark.server;

import dev.tidemark.registry.DefinitionVersion;
import java.util.List;

/** Where the server's definitions come from. */
@FunctionalInterface
interface Definitions {
    /** The newest version of every feature group. */
    List<DefinitionVersion> latest();
}
