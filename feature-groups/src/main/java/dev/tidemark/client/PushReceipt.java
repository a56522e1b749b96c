package dev.tidemark.client;

import java.time.Instant;

/**
 * What the server says of a push that it took.
 *
 * @param pushId names the request in the server's log
 * @param rows that were taken; equal ones count once
 * @param online whether they are served already; otherwise they will be as soon as the online store answers
 * @param repeated whether the server had the request already, so that nothing was changed
 */
public record PushReceipt(long pushId, int rows, boolean online, Instant acceptedAt, boolean repeated) {}
