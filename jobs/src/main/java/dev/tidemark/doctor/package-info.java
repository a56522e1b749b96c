/** Whether this machine and the settings can run Tidemark, and what to do where they cannot. */
@NullMarked
package dev.tidemark.doctor;

import org.jspecify.annotations.NullMarked;
