/** Commands that carry data and work on at their times, and the list of runs. */
@NullMarked
package dev.tidemark.cli.operate;

import org.jspecify.annotations.NullMarked;
