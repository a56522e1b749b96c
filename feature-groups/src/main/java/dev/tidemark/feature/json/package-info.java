/** Definitions as JSON, in the form in which the registry, manifests and HTTP answers have them; needs Jackson. */
@NullMarked
package dev.tidemark.feature.json;

import org.jspecify.annotations.NullMarked;
