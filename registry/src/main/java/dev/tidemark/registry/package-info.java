/** The declared feature groups and services, their versions, and the plan from what is registered to what is declared. */
@NullMarked
package dev.tidemark.registry;

import org.jspecify.annotations.NullMarked;
