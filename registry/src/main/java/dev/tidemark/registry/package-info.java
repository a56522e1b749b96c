/** The declared feature groups and services, their versions, and plans of changes. */
@NullMarked
package dev.tidemark.registry;

import org.jspecify.annotations.NullMarked;
