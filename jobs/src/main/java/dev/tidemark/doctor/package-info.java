/** Checks that this machine and the settings can run Tidemark, and suggests remedies. */
@NullMarked
package dev.tidemark.doctor;

import org.jspecify.annotations.NullMarked;
