/** The server as a process: its settings, its routes, its start and its end. Each room below serves one subject. */
@NullMarked
package dev.tidemark.server;

import org.jspecify.annotations.NullMarked;
