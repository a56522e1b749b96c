package dev.tidemark.launch;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.session.SparkFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * Checks that a new session has an executor that runs Tidemark's code. If a cluster has no room, or its executors fail
 * at their start, Spark waits forever and reports it only in its log.
 */
final class FirstExecutor {
    private FirstExecutor() {}

    /** A task that only loads a class of Tidemark's. */
    private static final class Nothing implements VoidFunction<Integer> {
        @Override
        public void call(Integer element) {}
    }

    /**
     * Waits for the first executor unless the master is local.
     *
     * @throws FeatureStoreException with code EXECUTORS_UNAVAILABLE if none has run a task in time
     */
    static void await(SparkContext context, Duration patience) {
        if (context.isLocal()) {
            return;
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
        JavaFutureAction<Void> task = spark.parallelize(List.of(0), 1).foreachAsync(new Nothing());
        try {
            task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw unavailable(
                    "No executor ran a task within %ds (spark.executors-timeout)".formatted(patience.toSeconds()),
                    context,
                    e);
        } catch (ExecutionException e) {
            throw explained(context, e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("The wait for the first executor was interrupted", context, e);
        }
    }

    private static FeatureStoreException explained(SparkContext context, ExecutionException failure) {
        String cause = SparkFailure.explained(failure, "The first task failed").getMessage();
        if (String.valueOf(cause).contains(FirstExecutor.class.getName())) {
            return new FeatureStoreException(
                    ErrorCode.EXECUTORS_UNAVAILABLE,
                    "The executors of %s do not have Tidemark's classes: submit tidemark-spark_2.13-VERSION.jar with spark-submit (docs/guide/clusters.md)"
                            .formatted(context.master()),
                    failure);
        }
        return unavailable(String.valueOf(cause), context, failure);
    }

    private static FeatureStoreException unavailable(String what, SparkContext context, Exception cause) {
        SparkConf conf = context.conf();
        return new FeatureStoreException(
                ErrorCode.EXECUTORS_UNAVAILABLE,
                ("%s. %s was asked for executors of %s (spark.executor.memory) with %s core(s) (spark.executor.cores). Compare with the free memory and cores of its"
                                + " workers, and read the executors' logs there (work/%s/*/stderr): an executor needs Java 21 or newer and must reach the driver at %s:%s")
                        .formatted(
                                what,
                                context.master(),
                                conf.get("spark.executor.memory", "1g"),
                                conf.get("spark.executor.cores", "all"),
                                context.applicationId(),
                                conf.get("spark.driver.host", "its address"),
                                conf.get("spark.driver.port", "its port")),
                cause);
    }
}
