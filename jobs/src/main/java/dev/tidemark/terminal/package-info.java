/** A command's output: short tables for people, the same as JSON for programs, and the progress of long work. */
@NullMarked
package dev.tidemark.terminal;

import org.jspecify.annotations.NullMarked;
