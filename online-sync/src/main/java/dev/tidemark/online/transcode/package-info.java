/** From stored bytes to answer bytes in one walk, without a map or a boxed value in between. */
@NullMarked
package dev.tidemark.online.transcode;

import org.jspecify.annotations.NullMarked;
