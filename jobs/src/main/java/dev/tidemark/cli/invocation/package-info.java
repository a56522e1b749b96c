/** One call of the command line: common options, the application that a command opens, and reports of failures. */
@NullMarked
package dev.tidemark.cli.invocation;

import org.jspecify.annotations.NullMarked;
