/** Readiness of the server: its warm-up, its end, and what each part says to that. */
@NullMarked
package dev.tidemark.server.health;

import org.jspecify.annotations.NullMarked;
