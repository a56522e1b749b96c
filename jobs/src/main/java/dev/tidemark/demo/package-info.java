/** The demo: generated payments go through all steps, with four feature groups that newcomers may copy. */
@NullMarked
package dev.tidemark.demo;

import org.jspecify.annotations.NullMarked;
