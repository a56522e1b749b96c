/**
 * One call of the command line: the options of all commands, the parts that a command opens, and how a failure is told.
 */
@NullMarked
package dev.tidemark.cli.invocation;

import org.jspecify.annotations.NullMarked;
