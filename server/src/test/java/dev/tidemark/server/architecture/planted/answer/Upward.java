package dev.tidemark.server.architecture.planted.answer;

import dev.tidemark.server.architecture.planted.online.Callback;

/** Knows a room above its own. */
record Upward(Callback callback) {}
