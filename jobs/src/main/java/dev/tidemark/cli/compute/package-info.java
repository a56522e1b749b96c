/** Commands that compute feature tables and training sets. */
@NullMarked
package dev.tidemark.cli.compute;

import org.jspecify.annotations.NullMarked;
