/** The demo: generated payments walk the whole road, and four feature groups that newcomers may copy. */
@NullMarked
package dev.tidemark.demo;

import org.jspecify.annotations.NullMarked;
