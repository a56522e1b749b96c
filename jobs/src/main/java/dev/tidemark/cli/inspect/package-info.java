/** Commands that show what is declared and what the tables hold; they change nothing. */
@NullMarked
package dev.tidemark.cli.inspect;

import org.jspecify.annotations.NullMarked;
