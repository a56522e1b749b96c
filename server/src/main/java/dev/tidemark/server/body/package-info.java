/** Bodies of requests, read strictly into one kind of tree, whatever their format. */
@NullMarked
package dev.tidemark.server.body;

import org.jspecify.annotations.NullMarked;
