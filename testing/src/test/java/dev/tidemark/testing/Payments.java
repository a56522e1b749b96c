package dev.tidemark.testing;

import static dev.tidemark.feature.Aggregation.avg;
import static dev.tidemark.feature.Aggregation.count;
import static dev.tidemark.feature.Aggregation.countDistinct;
import static dev.tidemark.feature.Aggregation.distinctValues;
import static dev.tidemark.feature.Aggregation.first;
import static dev.tidemark.feature.Aggregation.firstN;
import static dev.tidemark.feature.Aggregation.isNew;
import static dev.tidemark.feature.Aggregation.last;
import static dev.tidemark.feature.Aggregation.lastDistinct;
import static dev.tidemark.feature.Aggregation.lastN;
import static dev.tidemark.feature.Aggregation.max;
import static dev.tidemark.feature.Aggregation.min;
import static dev.tidemark.feature.Aggregation.percentile;
import static dev.tidemark.feature.Aggregation.ratio;
import static dev.tidemark.feature.Aggregation.stddev;
import static dev.tidemark.feature.Aggregation.sum;
import static dev.tidemark.feature.Aggregation.topK;
import static dev.tidemark.feature.ScalarType.BOOL;
import static dev.tidemark.feature.ScalarType.FLOAT64;
import static dev.tidemark.feature.ScalarType.INT64;
import static dev.tidemark.feature.ScalarType.STRING;
import static dev.tidemark.feature.ScalarType.TIMESTAMP;

import dev.tidemark.feature.DataSource;
import dev.tidemark.feature.Entity;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureGroupBuilder;
import dev.tidemark.feature.FeatureType;
import dev.tidemark.feature.Window;

/** Groups over payments, as a user declares them. */
final class Payments {
    private Payments() {}

    static DataSource source() {
        return DataSource.parquet("payments", "/nowhere/payments").timestamp("paid_at");
    }

    /** A group without a computation. */
    static FeatureGroupBuilder group(DataSource source) {
        return FeatureGroup.named("payments")
                .describedAs("Payments")
                .ownedBy("tests")
                .entity(Entity.of("user", "A user", "user_id", INT64))
                .source(source);
    }

    /** Sums and counts without conditions. */
    static FeatureGroupBuilder simple() {
        return group(source())
                .feature("payments_1h", "Payments", count().over("1h"))
                .feature("amount_1d", FLOAT64, "Money", sum("amount").over("1d"));
    }

    /** Every function, a condition, a column under another name, a computed one, ids and created times. */
    static FeatureGroupBuilder all() {
        return group(source().created("written_at")
                        .eventId("payment_id")
                        .mapped("MERCHANT", "merchant_id")
                        .column("cents", "CAST(amount * 100 AS BIGINT)"))
                .feature("payments_1h", "Payments", count().over("1h"))
                .feature("amounts_1h", "Amounts", count("amount").over("1h"))
                .feature(
                        "refused_1d",
                        "Refused",
                        count().where("status = 'refused'").over("1d"))
                .feature(
                        "large_1d",
                        FLOAT64,
                        "Large",
                        sum("amount")
                                .where("amount > 10 AND status IS NOT NULL")
                                .over("1d"))
                .feature("cents_1d", INT64, "Cents", sum("cents").over("1d"))
                .feature("amount_avg_2h", "Mean", avg("amount").over("2h"))
                .feature("amount_stddev_2h", "Spread", stddev("amount").over("2h"))
                .feature("amount_min_3h", FLOAT64, "Least", min("amount").over("3h"))
                .feature("amount_max_3h", FLOAT64, "Most", max("amount").over("3h"))
                .feature("last_status", STRING, "Newest", last("status").over("2h"))
                .feature("last_due", TIMESTAMP, "Due", last("due").over("2h"))
                .feature(
                        "merchants_3h",
                        "Merchants",
                        countDistinct("merchant_id").over("3h"))
                .feature("first_due", TIMESTAMP, "Due first", first("due").over("2h"))
                .feature(
                        "first_statuses",
                        FeatureType.listOf(STRING),
                        "Oldest",
                        firstN("status", 2).over("2h"))
                .feature(
                        "last_dues",
                        FeatureType.listOf(TIMESTAMP),
                        "Newest",
                        lastN("due", 3).over("2h"))
                .feature(
                        "last_merchants",
                        FeatureType.listOf(INT64),
                        "Shops",
                        lastDistinct("merchant_id", 2).over("1d"))
                .feature(
                        "amounts",
                        FeatureType.listOf(FLOAT64),
                        "Amounts",
                        distinctValues("amount", 4).over("3h"))
                .feature(
                        "top_amounts",
                        FeatureType.listOf(FLOAT64),
                        "Usual",
                        topK("amount", 2).over("1d"))
                .feature("is_new_merchant", "Unknown shop", isNew("merchant_id").over("1d"))
                .feature("amount_p90", "Large", percentile("amount", 0.9).over("3h"))
                .feature("payments_today", "Since midnight", count().over(Window.today("America/New_York")))
                .feature("before", FLOAT64, "Before", sum("amount").over("3h").endingBefore("50m"))
                .feature(
                        "refused_share",
                        "Share",
                        ratio(sum("amount").where("status = 'refused'"), sum("amount"))
                                .over("3h"))
                .derived("is_active", BOOL, "Has paid", "payments_1h > 0")
                .derived("mean_1d", FLOAT64, "Mean", "large_1d / nullif(payments_today, 0)")
                .derived("label", STRING, "Text", "concat_ws('-', last_status, is_active, last_due)")
                .derived(
                        "dues",
                        FeatureType.listOf(TIMESTAMP),
                        "Later",
                        "transform(last_dues, due -> due + INTERVAL 1 DAY)");
    }
}
