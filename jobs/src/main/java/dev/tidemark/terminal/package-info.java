/** What a command shows: short tables for people, the same as JSON for machines, and how far long work has come. */
@NullMarked
package dev.tidemark.terminal;

import org.jspecify.annotations.NullMarked;
