/**
 * The values that a client and the server exchange in requests.
 *
 * <p>Published: users may rely on {@link OnlineQuestion} and {@link PushRequest}.
 */
@NullMarked
package dev.tidemark.request;

import org.jspecify.annotations.NullMarked;
