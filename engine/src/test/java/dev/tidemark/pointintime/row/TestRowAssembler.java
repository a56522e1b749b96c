package dev.tidemark.pointintime.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.pointintime.spark.Sequences;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows put together of a spine's and its groups'. */
final class TestRowAssembler {
    private static final VisibilityRules ANY = new VisibilityRules(Long.MAX_VALUE, 0, false, Long.MAX_VALUE);
    private static final List<DataType> SPINE =
            List.of(DataTypes.LongType, DataTypes.StringType, DataTypes.TimestampType);

    /** So many features that a group's bits of nulls begin and end within a word, at its end, or take several. */
    @ParameterizedTest
    @ValueSource(ints = {1, 60, 61, 62, 64, 125, 126, 200})
    void whatIsLeftOfTheRowBeforeIsWhatWouldHaveBeenAdded(int features) {
        Random random = new Random(features);
        List<GroupLayout> groups = List.of(group(features), group(3), group(70));
        for (boolean showMatches : new boolean[] {false, true}) {
            RowAssembler leaving = new RowAssembler(spine(), groups, showMatches);
            List<@Nullable UnsafeRow> before = new ArrayList<>(Collections.nCopies(groups.size(), null));
            for (int row = 0; row < 200; row++) {
                UnsafeRow spine = row(SPINE, random);
                leaving.begin(spine);
                for (int number = 0; number < groups.size(); number++) {
                    if (row > 0 && random.nextBoolean()) {
                        leaving.leave(number);
                    } else {
                        before.set(
                                number,
                                random.nextInt(4) == 0
                                        ? null
                                        : row(groups.get(number).columns(), random));
                        leaving.add(number, before.get(number));
                    }
                }

                assertThat(leaving.end()).isEqualTo(added(spine, groups, before, showMatches));
            }
        }
    }

    private static UnsafeRow added(
            UnsafeRow spine, List<GroupLayout> groups, List<@Nullable UnsafeRow> rows, boolean showMatches) {
        RowAssembler assembler = new RowAssembler(spine(), groups, showMatches);
        assembler.begin(spine);
        for (int number = 0; number < rows.size(); number++) {
            assembler.add(number, rows.get(number));
        }
        return assembler.end();
    }

    private static SpineLayout spine() {
        return new SpineLayout(SPINE, List.of(0), 2);
    }

    private static GroupLayout group(int features) {
        List<DataType> columns =
                new ArrayList<>(List.of(DataTypes.LongType, DataTypes.TimestampType, DataTypes.TimestampType));
        IntStream.range(0, features)
                .mapToObj(feature -> feature % 3 == 0 ? DataTypes.LongType : DataTypes.DoubleType)
                .forEach(columns::add);
        return new GroupLayout("group", columns, 1, ANY, new TieOrder(List.of(), true));
    }

    private static UnsafeRow row(List<DataType> columns, Random random) {
        List<@Nullable Object> values = new ArrayList<>();
        for (DataType column : columns) {
            values.add(random.nextInt(3) == 0 ? null : value(column, random));
        }
        UnsafeProjection projection = UnsafeProjection$.MODULE$.create(columns.toArray(DataType[]::new));
        return projection.apply(InternalRow.apply(Sequences.seq(values))).copy();
    }

    private static Object value(DataType column, Random random) {
        if (column.equals(DataTypes.StringType)) {
            return UTF8String.fromString("x".repeat(random.nextInt(20)));
        }
        return column.equals(DataTypes.DoubleType) ? random.nextDouble() : (Object) random.nextLong();
    }
}
