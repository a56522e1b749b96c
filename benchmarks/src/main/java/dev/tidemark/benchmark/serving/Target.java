package dev.tidemark.benchmark.serving;

/**
 * Who answers.
 *
 * @param port of the loopback address
 * @param process whose processor time counts
 */
record Target(int port, ProcessHandle process) {}
