/** The declared feature groups and services, their versions, and the plan that leads to a new declaration. */
@NullMarked
package dev.tidemark.registry;

import org.jspecify.annotations.NullMarked;
