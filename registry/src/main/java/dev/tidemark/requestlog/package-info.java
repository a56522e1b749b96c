/** What servers answered, on its way from the metadata database into its table. */
@NullMarked
package dev.tidemark.requestlog;

import org.jspecify.annotations.NullMarked;
