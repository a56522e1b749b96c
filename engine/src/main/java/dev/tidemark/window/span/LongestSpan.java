package dev.tidemark.window.span;

import java.util.List;

/** The span of the events that at least one of several windows has not let go yet. */
public record LongestSpan(List<WindowSpan> spans) implements WindowSpan {
    public LongestSpan {
        spans = List.copyOf(spans);
    }

    @Override
    public long enters(long time) {
        return time;
    }

    @Override
    public long leaves(long time) {
        return spans.stream().mapToLong(span -> span.leaves(time)).max().orElse(time);
    }

    @Override
    public long reach() {
        return spans.stream().mapToLong(WindowSpan::reach).max().orElse(0);
    }
}
