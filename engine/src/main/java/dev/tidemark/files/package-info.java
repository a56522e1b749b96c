/** Reads users' files as datasets: CSV by RFC 4180, Parquet with nanoseconds, literal paths. */
@NullMarked
package dev.tidemark.files;

import org.jspecify.annotations.NullMarked;
