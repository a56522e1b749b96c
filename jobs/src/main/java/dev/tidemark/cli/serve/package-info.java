/** Commands that put features online and answer requests for them. */
@NullMarked
package dev.tidemark.cli.serve;

import org.jspecify.annotations.NullMarked;
