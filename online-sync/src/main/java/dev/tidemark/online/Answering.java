package dev.tidemark.online;

/**
 * The readable part of the online store.
 *
 * @param share of the keys, from 0 to 1
 * @param cause why some keys cannot be read, without internal details; empty if all can
 * @param detail the same for the operator, with nodes and their messages
 */
public record Answering(double share, String cause, String detail) {
    public static final Answering ALL = new Answering(1, "", "");

    public static Answering nothing(String cause, String detail) {
        return new Answering(0, cause, detail);
    }
}
