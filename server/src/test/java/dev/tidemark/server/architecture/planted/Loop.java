package dev.tidemark.server.architecture.planted;

/** The other half. */
record Loop(Knot knot) {}
