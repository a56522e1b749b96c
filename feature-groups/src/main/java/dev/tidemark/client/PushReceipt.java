package dev.tidemark.client;

import java.time.Instant;

/**
 * The server's receipt for an accepted push.
 *
 * @param pushId names the request in the server's log
 * @param rows that were accepted; equal ones count once
 * @param online whether the rows are served already; otherwise they will be as soon as the online store answers
 * @param repeated whether the server had accepted the same request before, so that this one changed nothing
 */
public record PushReceipt(long pushId, int rows, boolean online, Instant acceptedAt, boolean repeated) {}
