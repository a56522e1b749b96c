/** Starts a process: reads settings, opens the parts when they are first used, and closes them in the right order. */
@NullMarked
package dev.tidemark.launch;

import org.jspecify.annotations.NullMarked;
