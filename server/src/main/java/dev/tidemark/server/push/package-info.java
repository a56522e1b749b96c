/** Rows that applications push: checked, kept in the outbox, and delivered to the online store. */
@NullMarked
package dev.tidemark.server.push;

import org.jspecify.annotations.NullMarked;
