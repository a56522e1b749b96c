/** The command line: one class per command, each of which reads its options, calls one subject and shows the result. */
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;
