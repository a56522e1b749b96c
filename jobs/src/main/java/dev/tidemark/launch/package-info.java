/** How a process comes up: settings, the parts they name opened when first used, and closed in the right order. */
@NullMarked
package dev.tidemark.launch;

import org.jspecify.annotations.NullMarked;
