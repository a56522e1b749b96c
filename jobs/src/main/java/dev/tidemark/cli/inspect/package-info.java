/** Commands that show definitions and the content of tables; they change nothing. */
@NullMarked
package dev.tidemark.cli.inspect;

import org.jspecify.annotations.NullMarked;
