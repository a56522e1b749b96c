/** Options and parameters that several commands share, and parsers of their values. */
@NullMarked
package dev.tidemark.cli.option;

import org.jspecify.annotations.NullMarked;
