package dev.tidemark.schedule;

import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.registry.Registry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The cron expressions to be scheduled.
 *
 * @param byName cron expressions
 * @param unreadable the reasons why definitions cannot be read, by name; their schedules stay unchanged
 */
public record Crons(Map<String, String> byName, Map<String, String> unreadable) {
    public Crons {
        byName = Map.copyOf(byName);
        unreadable = Map.copyOf(unreadable);
    }

    /** Returns the expressions of the groups that have one. */
    public static Crons of(Registry.ReadableGroups registered) {
        return new Crons(byName(registered.groups()), registered.unreadable());
    }

    /** Returns the expressions of groups that can all be read. */
    public static Crons of(Collection<FeatureGroup> groups) {
        return new Crons(byName(groups), Map.of());
    }

    private static Map<String, String> byName(Collection<FeatureGroup> groups) {
        Map<String, String> byName = new HashMap<>();
        groups.forEach(group -> group.cron().ifPresent(cron -> byName.put(group.name(), cron)));
        return byName;
    }

    Crons with(String name, String cron) {
        Map<String, String> more = new HashMap<>(byName);
        more.put(name, cron);
        return new Crons(more, unreadable);
    }

    boolean holds(String name) {
        return byName.containsKey(name) || unreadable.containsKey(name);
    }
}
