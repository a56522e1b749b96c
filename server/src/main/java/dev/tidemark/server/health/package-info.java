/** Readiness of the server: its warm-up, its end, and the checks of its parts. */
@NullMarked
package dev.tidemark.server.health;

import org.jspecify.annotations.NullMarked;
