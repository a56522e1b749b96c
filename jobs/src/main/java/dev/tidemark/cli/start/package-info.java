/** Commands for getting started: the check of the installation, the demo, the import of a file. */
@NullMarked
package dev.tidemark.cli.start;

import org.jspecify.annotations.NullMarked;
