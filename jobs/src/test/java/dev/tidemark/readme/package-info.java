/** The README is true: its commands run, its example works, its links lead somewhere. */
package dev.tidemark.readme;
