/** The online store in Redis, standalone or Cluster: the only package that knows how commands reach it. */
@NullMarked
package dev.tidemark.online.redis;

import org.jspecify.annotations.NullMarked;
