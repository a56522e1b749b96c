/** Stored values as the bytes of an answer: JSON or MessagePack, without objects on the way. */
@NullMarked
package dev.tidemark.server.answer;

import org.jspecify.annotations.NullMarked;
