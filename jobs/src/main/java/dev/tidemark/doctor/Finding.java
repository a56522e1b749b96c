package dev.tidemark.doctor;

/**
 * The result of a check.
 *
 * @param remedy the way to repair it; empty if the check passed
 */
public record Finding(String check, boolean passed, String found, String remedy) {}
