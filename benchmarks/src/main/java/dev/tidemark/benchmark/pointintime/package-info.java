/** The point-in-time join beside its peers: generated loads, the peers' plans, goals. */
@NullMarked
package dev.tidemark.benchmark.pointintime;

import org.jspecify.annotations.NullMarked;
