/** The feature groups and services that are served, and the paths that list them. */
@NullMarked
package dev.tidemark.server.definition;

import org.jspecify.annotations.NullMarked;
