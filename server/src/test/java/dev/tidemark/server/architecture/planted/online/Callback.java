package dev.tidemark.server.architecture.planted.online;

import dev.tidemark.server.architecture.planted.definition.Room;

/** Knows a room below its own, as it may. */
public record Callback(Room below) {}
