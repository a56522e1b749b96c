package dev.tidemark.server.online;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans by what they were made from. Bounded: clients send as many shapes as they like, so a full cache is emptied and
 * begins anew, which costs each shape that is in use one more compilation. Thread-safe.
 */
public final class PlanCache<K> {
    private static final int MOST_PLANS = 1_000;

    private final Map<K, QuestionPlan> plans = new ConcurrentHashMap<>();

    /** The plan, null where none was made of the current definitions. */
    @Nullable
    public QuestionPlan find(K key, long generation) {
        QuestionPlan plan = plans.get(key);
        return plan != null && plan.generation() == generation ? plan : null;
    }

    public void keep(K key, QuestionPlan plan) {
        if (plans.size() >= MOST_PLANS) {
            plans.clear();
        }
        plans.put(key, plan);
    }
}
