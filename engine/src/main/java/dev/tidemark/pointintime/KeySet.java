package dev.tidemark.pointintime;

import dev.tidemark.schema.FeatureSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The groups that are found by the same columns of the spine: they are joined together, because the spine then moves
 * only once.
 *
 * @param spineColumns in the order of their names
 */
record KeySet(List<String> spineColumns, List<JoinedGroup> groups) {

    /** Those with few features first: what is joined early is carried through all that follows. */
    static List<KeySet> of(List<JoinedGroup> groups) {
        Map<List<String>, List<JoinedGroup>> byColumns = new LinkedHashMap<>();
        for (JoinedGroup group : groups) {
            List<String> columns = new ArrayList<>(keysByColumn(group).keySet());
            byColumns.computeIfAbsent(columns, absent -> new ArrayList<>()).add(group);
        }
        return byColumns.entrySet().stream()
                .map(entry -> new KeySet(entry.getKey(), List.copyOf(entry.getValue())))
                .sorted(Comparator.comparingInt(KeySet::features))
                .toList();
    }

    private int features() {
        return groups.stream().mapToInt(group -> group.features().size()).sum();
    }

    /** A group's join keys in the order of the spine's columns. */
    List<String> keys(JoinedGroup group) {
        return List.copyOf(keysByColumn(group).values());
    }

    /** One column of the spine may stand for two keys: the key's name keeps them apart. */
    private static Map<String, String> keysByColumn(JoinedGroup group) {
        Map<String, String> keys = new TreeMap<>();
        group.columnsByKey().forEach((key, column) -> {
            String name = column;
            while (keys.containsKey(name)) {
                name = name + REPEATED;
            }
            keys.put(name, key);
        });
        return keys;
    }

    private static final String REPEATED = "\u0000";

    /** The spine's column for each key. */
    List<String> columns() {
        return spineColumns.stream().map(name -> name.replace(REPEATED, "")).toList();
    }

    /** The type in which each key is compared: where they differ in width, the widest. */
    List<DataType> types(StructType spine) {
        List<DataType> types = new ArrayList<>();
        for (int key = 0; key < spineColumns.size(); key++) {
            DataType type = spine.apply(columns().get(key)).dataType();
            for (JoinedGroup group : groups) {
                type = wider(type, typeOf(group, keys(group).get(key)));
            }
            types.add(type);
        }
        return types;
    }

    private static DataType typeOf(JoinedGroup group, String name) {
        return group.group().entity().joinKeys().stream()
                .filter(key -> key.name().equals(name))
                .map(key -> FeatureSchema.type(key.type()))
                .findFirst()
                .orElseThrow();
    }

    private static DataType wider(DataType one, DataType other) {
        return one.equals(other) ? one : DataTypes.LongType;
    }
}
