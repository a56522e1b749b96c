package dev.tidemark.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The top command that picocli sets into every subcommand. */
final class Parent {
    private Parent() {}

    static Tidemark of(@Nullable Tidemark tidemark) {
        return Objects.requireNonNull(tidemark, "a subcommand runs under tidemark");
    }
}
