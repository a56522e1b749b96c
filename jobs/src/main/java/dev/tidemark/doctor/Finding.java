package dev.tidemark.doctor;

/**
 * What a check found.
 *
 * @param remedy what to do; empty where all is well
 */
public record Finding(String check, boolean passed, String found, String remedy) {}
