/**
 * Feature values in MessagePack, written and read with no more than the JDK.
 */
@NullMarked
package dev.tidemark.packed;

import org.jspecify.annotations.NullMarked;
