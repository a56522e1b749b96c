/** Records served rows for a sample of the entities. */
@NullMarked
package dev.tidemark.server.requestlog;

import org.jspecify.annotations.NullMarked;
