/**
 * HTTP/1 connections: whole requests within bounds of time and size reach the web server, everything else is refused
 * and closed.
 */
@NullMarked
package dev.tidemark.server.connection;

import org.jspecify.annotations.NullMarked;
