package dev.tidemark.pointintime.slot;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.NullsFirst$;
import org.apache.spark.sql.catalyst.expressions.RowOrdering$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.Ordering;

/** Which of two rows of one entity is the newer: by event time, then created time, then the features themselves, nulls lowest. */
final class FeatureOrder {
    private final GroupLayout group;
    private @Nullable Ordering<InternalRow> byFeatures;

    FeatureOrder(GroupLayout group) {
        this.group = group;
    }

    boolean isNewer(UnsafeRow row, UnsafeRow than) {
        int byEvent = Long.compare(group.eventOf(row), group.eventOf(than));
        if (byEvent != 0) {
            return byEvent > 0;
        }
        int byCreated = Long.compare(group.createdOf(row), group.createdOf(than));
        if (byCreated != 0) {
            return byCreated > 0;
        }
        return byFeatures().compare(row, than) > 0;
    }

    /** Made when first needed: it is compiled, and most partitions have no ties. */
    private Ordering<InternalRow> byFeatures() {
        if (byFeatures == null) {
            List<SortOrder> orders = new ArrayList<>();
            for (int column = group.firstFeature(); column < group.columns().size(); column++) {
                orders.add(new SortOrder(
                        new BoundReference(column, group.columns().get(column), true),
                        Ascending$.MODULE$,
                        NullsFirst$.MODULE$,
                        CollectionConverters.asScala(List.<org.apache.spark.sql.catalyst.expressions.Expression>of())
                                .toSeq()));
            }
            byFeatures = RowOrdering$.MODULE$.create(
                    CollectionConverters.asScala(orders).toSeq(),
                    CollectionConverters.asScala(List.<Attribute>of()).toSeq());
        }
        return byFeatures;
    }
}
