/**
 * Reads settings from a reference file of all keys, a profile, the user's file and the environment, and refuses unknown
 * keys.
 */
@NullMarked
package dev.tidemark.conf;

import org.jspecify.annotations.NullMarked;
