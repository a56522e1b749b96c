package dev.tidemark.doctor;

import java.io.IOException;

/**
 * One thing that has to be right.
 *
 * @param remedy what to do where it is not
 */
record Check(String name, Probe probe, String remedy) {
    /** Looks, and says what it found; throws where that is not right. */
    @FunctionalInterface
    interface Probe {
        String look() throws IOException;
    }

    Finding run() {
        try {
            return new Finding(name, true, probe.look(), "");
        } catch (IOException | RuntimeException e) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new Finding(name, false, message.lines().findFirst().orElse(""), remedy);
        }
    }
}
