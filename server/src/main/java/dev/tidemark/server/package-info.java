/** Online answers over HTTP: one class per resource, one place that turns failures into answers. */
@NullMarked
package dev.tidemark.server;

import org.jspecify.annotations.NullMarked;
