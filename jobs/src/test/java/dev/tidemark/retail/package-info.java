/** The whole road on real invoices, held against plain SQL over all of the data. */
package dev.tidemark.retail;
