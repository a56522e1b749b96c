package dev.tidemark.server.online;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.JoinKey;
import dev.tidemark.feature.ScalarType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the commonest list of entity ids, plain whole numbers, without a JSON parser. */
final class WholeNumbers {
    /** So many digits never overflow. */
    private static final int MOST_DIGITS = 18;

    private WholeNumbers() {}

    /**
     * The entities, each once; null where the list is another one, which may be right as well.
     *
     * @param most ids that the list may have, equal ones included; null for more
     */
    static @Nullable List<EntityKey> read(List<JoinKey> joinKeys, byte[] body, int from, int length, int most) {
        if (joinKeys.size() != 1 || joinKeys.getFirst().type() != ScalarType.INT64) {
            return null;
        }
        Set<EntityKey> entities = new LinkedHashSet<>();
        int end = from + length;
        int at = from;
        for (int ids = 0; at < end - 1; ids++) {
            if (ids == most || body[at] != (at == from ? '[' : ',')) {
                return null;
            }
            at = blanks(body, at + 1, end);
            int digits = at;
            long value = 0;
            while (at < end && body[at] >= '0' && body[at] <= '9') {
                value = value * 10 + (body[at++] - '0');
            }
            int count = at - digits;
            if (count == 0 || count > MOST_DIGITS || (count > 1 && body[digits] == '0')) {
                return null;
            }
            entities.add(new EntityKey(List.of(value)));
            at = blanks(body, at, end);
        }
        return at == end - 1 && body[at] == ']' ? List.copyOf(entities) : null;
    }

    private static int blanks(byte[] body, int from, int end) {
        int at = from;
        while (at < end && body[at] == ' ') {
            at++;
        }
        return at;
    }
}
