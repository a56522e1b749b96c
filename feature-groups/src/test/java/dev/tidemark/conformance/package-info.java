/**
 * The rule book's conformance tables as data, and its point-in-time rule in a few plain lines: run through every path.
 */
package dev.tidemark.conformance;
