package dev.tidemark.server.feast;

import dev.tidemark.feature.JoinKey;
import dev.tidemark.online.Status;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.answer.EncodedText;
import dev.tidemark.server.answer.LocatedRows;
import dev.tidemark.server.online.FeatureReader;
import dev.tidemark.server.online.OnlineAnswer;
import java.time.Instant;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Writes an answer by column as Feast's server does: the join keys first, then each feature with a value per entity.
 */
final class FeastAnswer {
    private static final EncodedText VALUES = new EncodedText("values");
    private static final EncodedText STATUSES = new EncodedText("statuses");
    private static final EncodedText EVENT_TIMESTAMPS = new EncodedText("event_timestamps");
    private static final EncodedText INVALID = new EncodedText("INVALID");

    private final AnswerWriter writer;
    private final FeatureReader.Found found;
    private final int entities;

    FeastAnswer(AnswerWriter writer, FeatureReader.Found found) {
        this.writer = writer;
        this.found = found;
        this.entities = found.entities().size();
    }

    void write() {
        List<JoinKey> joinKeys = found.plan().joinKeys();
        int columns = joinKeys.size()
                + found.rows().stream().mapToInt(rows -> rows.plan().size()).sum();
        writer.beginMap(2);
        writer.name("metadata");
        writer.beginMap(1);
        writer.name("feature_names");
        writer.beginList(columns);
        joinKeys.forEach(joinKey -> writer.text(joinKey.name()));
        for (LocatedRows rows : found.rows()) {
            for (int feature = 0; feature < rows.plan().size(); feature++) {
                writer.text(rows.plan().label(feature));
            }
        }
        writer.endList();
        writer.endMap();
        writer.name("results");
        writer.beginList(columns);
        for (int position = 0; position < joinKeys.size(); position++) {
            joinKey(position);
        }
        found.rows().forEach(this::features);
        writer.endList();
        writer.endMap();
    }

    private void joinKey(int position) {
        column(
                row -> value(found.entities().get(row).values().get(position)),
                row -> writer.text(OnlineAnswer.text(Status.PRESENT)),
                row -> writer.instant(0));
    }

    private void value(Object value) {
        switch (value) {
            case Long number -> writer.number(number);
            case Integer number -> writer.number(number);
            case Boolean flag -> writer.flag(flag);
            case Instant instant -> writer.number(instant.getEpochSecond());
            default -> writer.text(value.toString());
        }
    }

    private void features(LocatedRows rows) {
        for (int number = 0; number < rows.plan().size(); number++) {
            int feature = number;
            column(
                    row -> rows.write(writer, row, feature),
                    row -> writer.text(status(rows.status(row, feature))),
                    // Feast, too, says the epoch where there is no row.
                    row -> writer.instant(rows.status(row, feature) == Status.DEFAULT ? 0 : rows.eventTimestamp(row)));
        }
    }

    /**
     * Feast's own words, which have none for values that are not known any more: they are too old. A last known value
     * is one that the entity has had, with its event time; a fixed value or none at all is what Feast calls invalid:
     * its clients leave it out.
     */
    private static EncodedText status(Status status) {
        return switch (status) {
            case PRESENT, NULL_VALUE, NOT_FOUND, OUTSIDE_MAX_AGE -> OnlineAnswer.text(status);
            case OUTSIDE_HORIZON -> OnlineAnswer.text(Status.OUTSIDE_MAX_AGE);
            case LAST_KNOWN -> OnlineAnswer.text(Status.PRESENT);
            case DEFAULT, UNAVAILABLE -> INVALID;
        };
    }

    private void column(IntConsumer value, IntConsumer status, IntConsumer eventTimestamp) {
        writer.beginMap(3);
        list(VALUES, value);
        list(STATUSES, status);
        list(EVENT_TIMESTAMPS, eventTimestamp);
        writer.endMap();
    }

    private void list(EncodedText name, IntConsumer item) {
        writer.name(name);
        writer.beginList(entities);
        for (int row = 0; row < entities; row++) {
            item.accept(row);
        }
        writer.endList();
    }
}
