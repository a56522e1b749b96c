/**
 * The windows of a group at the instants of a spine, computed from the rows of its source: labels and events are
 * brought together by entity and stream past each other in time order.
 */
@NullMarked
package dev.tidemark.compile.label;

import org.jspecify.annotations.NullMarked;
