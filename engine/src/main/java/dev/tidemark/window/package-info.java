/**
 * Slides windows over the events of one entity, in plain Java. Results are exact and do not depend on where reading
 * began.
 */
@NullMarked
package dev.tidemark.window;

import org.jspecify.annotations.NullMarked;
