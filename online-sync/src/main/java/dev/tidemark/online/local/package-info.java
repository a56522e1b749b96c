/** Runs a real Redis Cluster on this machine, from the binaries that come with the build. */
@NullMarked
package dev.tidemark.online.local;

import org.jspecify.annotations.NullMarked;
