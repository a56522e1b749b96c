/** The paths, requests and answers of a Feast feature server, so that Feast's clients work unchanged. */
@NullMarked
package dev.tidemark.server.feast;

import org.jspecify.annotations.NullMarked;
