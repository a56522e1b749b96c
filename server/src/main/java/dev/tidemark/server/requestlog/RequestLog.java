package dev.tidemark.server.requestlog;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.online.KeyFormat;
import dev.tidemark.requestlog.ServedRow;
import dev.tidemark.server.answer.ByteOutput;
import dev.tidemark.server.answer.JsonWriter;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.server.http.RequestIds;
import dev.tidemark.server.online.FeatureReader;
import dev.tidemark.server.online.FoundListener;
import dev.tidemark.server.online.OnlineAnswer;
import dev.tidemark.server.online.QuestionPlan;
import dev.tidemark.time.Microseconds;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.service.registry.Services;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what is served for a sample of the entities. They are chosen by key: the log has everything that was served for
 * an entity, or nothing. It never delays a request: rows that cannot be written in time are counted and left out.
 * Thread-safe.
 */
public final class RequestLog implements FoundListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
    private static final int AT_A_TIME = 1_000;
    private static final long END_SECONDS = 5;

    private final RequestLogConfig config;
    private final ToIntFunction<List<ServedRow>> store;
    private final BlockingQueue<ServedRow> waiting;
    private final Counter kept = counter("kept");
    private final Counter lost = counter("lost");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("request-log").factory());

    /** @param store keeps rows and says how many, or throws; they are not offered again */
    public RequestLog(RequestLogConfig config, ToIntFunction<List<ServedRow>> store) {
        this.config = config;
        this.store = store;
        this.waiting = new ArrayBlockingQueue<>(config.bufferRows());
        long flush = config.flush().toMillis();
        if (config.oneIn() > 0) {
            @SuppressWarnings("unused")
            var unused = timer.scheduleWithFixedDelay(this::flush, flush, flush, TimeUnit.MILLISECONDS);
        }
    }

    /** A log of nothing. */
    public static RequestLog off() {
        return new RequestLog(RequestLogConfig.OFF, List::size);
    }

    private static Counter counter(String outcome) {
        return Services.get(MeterRegistry.class)
                .getOrCreate(Counter.builder("tidemark_request_log_rows")
                        .description("Rows of the request log, by whether they could be kept")
                        .addTag(Tag.create("outcome", outcome)));
    }

    /** Notes an answer that is about to be sent, under the id that it will have. */
    @Override
    public void found(ServerRequest request, ServerResponse response, FeatureReader.Found found) {
        if (config.oneIn() == 0) {
            return;
        }
        String id = null;
        for (int row = 0; row < found.entities().size(); row++) {
            if (isSampled(found.entities().get(row))) {
                id = id == null ? RequestIds.of(request) : id;
                note(id, found, row);
            }
        }
        if (id != null) {
            response.header(RequestIds.HEADER, id);
        }
    }

    /** Whether an entity is one of those whose answers are noted. */
    boolean isSampled(EntityKey entity) {
        CRC32C hash = new CRC32C();
        hash.update(KeyFormat.entity(entity).getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % config.oneIn() == 0;
    }

    private void note(String id, FeatureReader.Found found, int row) {
        if (id.equals(RequestIds.OWN)) {
            return;
        }
        Instant servedAt = Microseconds.toInstant(found.readAt());
        for (int position = 0; position < found.rows().size(); position++) {
            LocatedRows rows = found.rows().get(position);
            QuestionPlan.Part part = found.plan().parts().get(position);
            ServedRow served = new ServedRow(
                    id,
                    servedAt,
                    rows.plan().group().name(),
                    part.version().version(),
                    KeyFormat.entity(part.key(found.entities().get(row))),
                    rows.isFound(row) ? Microseconds.toInstant(rows.eventTimestamp(row)) : null,
                    json(rows, (writer, feature) -> rows.write(writer, row, feature)),
                    json(rows, (writer, feature) -> writer.text(OnlineAnswer.text(rows.status(row, feature)))));
            if (!waiting.offer(served)) {
                lost.increment();
            }
        }
    }

    @FunctionalInterface
    private interface Cell {
        void write(JsonWriter writer, int feature);
    }

    /** An object of all features that were asked for, by their own names. */
    private static String json(LocatedRows rows, Cell cell) {
        ByteOutput out = new ByteOutput(256);
        JsonWriter writer = new JsonWriter(out);
        writer.beginMap(rows.plan().size());
        for (int feature = 0; feature < rows.plan().size(); feature++) {
            writer.name(rows.plan().name(feature));
            cell.write(writer, feature);
        }
        writer.endMap();
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    /** Keeps what waits. */
    void flush() {
        List<ServedRow> rows = new ArrayList<>();
        while (waiting.drainTo(rows, AT_A_TIME) > 0) {
            try {
                int taken = store.applyAsInt(rows);
                kept.increment(taken);
                lost.increment(rows.size() - taken);
            } catch (RuntimeException e) {
                lost.increment(rows.size());
                LOG.warn("{} rows of the request log are lost: {}", rows.size(), e.toString());
            }
            rows.clear();
        }
    }

    /** Keeps what waits, and ends. */
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (timer.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
