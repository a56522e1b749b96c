/** The pages are true: their commands run, their examples work, their links lead somewhere. */
package dev.tidemark.readme;
