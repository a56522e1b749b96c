/** Commands that register definitions and take them out of use. */
@NullMarked
package dev.tidemark.cli.define;

import org.jspecify.annotations.NullMarked;
