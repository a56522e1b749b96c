/** Commands that move data and run schedules, and the list of runs. */
@NullMarked
package dev.tidemark.cli.operate;

import org.jspecify.annotations.NullMarked;
