/**
 * How settings are read: one reference file of all keys, a profile, the user's file, the environment; unknown keys
 * refused.
 */
@NullMarked
package dev.tidemark.conf;

import org.jspecify.annotations.NullMarked;
