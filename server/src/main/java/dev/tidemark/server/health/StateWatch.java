package dev.tidemark.server.health;

import dev.tidemark.server.online.ReconnectingStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs each change of what readiness looks at: one line with its cause, however long it stays so. Thread-safe. */
public final class StateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateWatch.class);
    private static final long EACH_MILLIS = 1_000;

    /** Its changes are those of each moment under load, which metrics count. */
    private static final String LOAD = "load";

    private final Readiness readiness;
    private final Map<String, String> known = new HashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("state-watch").factory());

    public StateWatch(Readiness readiness) {
        this.readiness = readiness;
    }

    public void start() {
        @SuppressWarnings("unused")
        var unused = timer.scheduleWithFixedDelay(this::look, 0, EACH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            readiness.look().parts().forEach(this::compare);
        } catch (RuntimeException e) {
            LOG.warn("Cannot look at the server's state", e);
        }
    }

    private void compare(String name, Readiness.Part part) {
        String state = part.state();
        if (name.equals(LOAD)
                || part.cause().equals(ReconnectingStore.CONNECTING)
                || state.equals(known.put(name, state))) {
            return;
        }
        String detail = part.detail().isEmpty() ? "" : ": " + part.detail();
        if (!part.ready()) {
            LOG.warn("{} is DOWN: {}{}", name, part.cause(), detail);
        } else if (!part.cause().isEmpty()) {
            LOG.warn("{} is {}{}", name, state, detail);
        } else {
            LOG.info("{} is UP", name);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
