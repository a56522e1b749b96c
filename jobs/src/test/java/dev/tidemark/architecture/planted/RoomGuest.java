package dev.tidemark.architecture.planted;

import dev.tidemark.pointintime.row.TieOrder;

/** A stranger in a room of the join. */
public record RoomGuest(TieOrder ties) {}
