/**
 * The command line: one class per command, in a package for each section of {@code tidemark --help}. A command reads
 * its options, calls one subject and shows the result.
 */
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;
