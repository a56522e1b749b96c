/** Lookups: reading them, planning them, asking the store, and writing Tidemark's own answer. */
@NullMarked
package dev.tidemark.server.online;

import org.jspecify.annotations.NullMarked;
