/** Commands to get started with: the installation's check, the demo, a file into a table. */
@NullMarked
package dev.tidemark.cli.start;

import org.jspecify.annotations.NullMarked;
