/** What is declared, what ran and how far the online store has come: kept in one SQL database. */
@NullMarked
package dev.tidemark.registry;

import org.jspecify.annotations.NullMarked;
