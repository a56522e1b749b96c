/** HTTP for all resources: formats, bodies, answers, failures, limits of load and meters. */
@NullMarked
package dev.tidemark.server.http;

import org.jspecify.annotations.NullMarked;
