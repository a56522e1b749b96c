package dev.tidemark.pointintime.spark;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;

/** Attributes of a plan that none of its inputs has. */
public final class NewAttribute {
    private NewAttribute() {}

    public static Attribute notNull(String name, DataType type) {
        return new AttributeReference(
                name, type, false, Metadata.empty(), NamedExpression$.MODULE$.newExprId(), Sequences.seq(List.of()));
    }
}
