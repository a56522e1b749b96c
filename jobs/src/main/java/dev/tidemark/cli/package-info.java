/**
 * The command line: one class per command, in one package per section of {@code tidemark --help}. A command reads its
 * options, calls one service and shows the result.
 */
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;
