/** Options and parameters that several commands take, and how their values are written. */
@NullMarked
package dev.tidemark.cli.option;

import org.jspecify.annotations.NullMarked;
