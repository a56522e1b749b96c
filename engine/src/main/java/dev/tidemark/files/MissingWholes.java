package dev.tidemark.files;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.tidemark.schema.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds columns of whole numbers with missing values. pandas cannot represent a missing whole number, so it writes all
 * of them as {@code 17850.0}. A column of real fractions has a fraction, or has no missing value.
 */
final class MissingWholes {
    private static final String WHOLE = "-?(0|[1-9][0-9]{0,14})\\.0";

    private MissingWholes() {}

    /** Finds such columns among the numeric ones, in one pass over all rows. */
    static List<String> in(Dataset<Row> texts, Map<String, CsvType> types) {
        List<String> numbers = types.keySet().stream()
                .filter(name -> types.get(name) == CsvType.FLOAT64)
                .sorted()
                .toList();
        if (numbers.isEmpty()) {
            return List.of();
        }
        List<Column> counts = new ArrayList<>();
        for (String name : numbers) {
            Column text = coalesce(Columns.named(name), lit(""));
            counts.add(count_if(text.equalTo("")));
            counts.add(
                    count_if(text.notEqual("").and(text.rlike("^" + WHOLE + "$").unary_$bang())));
        }
        Row found = texts.agg(
                        counts.getFirst(), counts.subList(1, counts.size()).toArray(Column[]::new))
                .first();
        List<String> wholes = new ArrayList<>();
        for (int column = 0; column < numbers.size(); column++) {
            if (found.getLong(2 * column) > 0 && found.getLong(2 * column + 1) == 0) {
                wholes.add(numbers.get(column));
            }
        }
        return wholes;
    }
}
