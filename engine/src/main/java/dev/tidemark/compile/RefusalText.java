package dev.tidemark.compile;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.time.Microseconds;
import dev.tidemark.window.RefusedRow;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a row that cannot be computed: its group, feature and entity, and the reason. */
public record RefusalText(String group, List<String> keys, List<String> features) implements Serializable {
    private static final int LONGEST_KEY = 200;

    static RefusalText of(FeatureGroup group) {
        // Copies into lists that Java can serialize, whatever their origin.
        return new RefusalText(
                group.name(), new ArrayList<>(group.entity().joinKeyNames()), new ArrayList<>(group.featureNames()));
    }

    /** @param key the entity's join keys in declared order */
    public String of(List<? extends @Nullable Object> key, RefusedRow row) {
        List<String> entity = new ArrayList<>();
        for (int position = 0; position < keys.size(); position++) {
            entity.add(keys.get(position) + "=" + legible(key.get(position)));
        }
        return "Feature '%s' of feature group '%s' has no value for %s at %s: %s"
                .formatted(
                        features.get(row.feature()),
                        group,
                        String.join(", ", entity),
                        Microseconds.toInstant(row.time()),
                        row.reason());
    }

    /** Makes a key safe to print. It may be any text, and a message goes to logs, terminals and databases. */
    private static String legible(@Nullable Object key) {
        StringBuilder legible = new StringBuilder();
        String text = String.valueOf(key);
        text.substring(0, Math.min(text.length(), LONGEST_KEY)).chars().forEach(letter -> {
            if (Character.isISOControl(letter) || Character.isSurrogate((char) letter)) {
                legible.append("\\u%04x".formatted(letter));
            } else {
                legible.append((char) letter);
            }
        });
        return legible.toString();
    }
}
