package dev.tidemark.pointintime;

import dev.tidemark.schema.Columns;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Names for the columns that a join needs for itself: none is a name that the user's spine, or the output, has. Spark
 * does not tell names apart by case.
 */
public final class UnusedNames {
    private final Set<String> used = new HashSet<>();

    public UnusedNames(Collection<String> used) {
        used.forEach(name -> this.used.add(Columns.caseless(name)));
    }

    /**
     * The name itself, or where it is used, the first of {@code name_2}, {@code name_3} ... that is not; it counts as
     * used then.
     */
    public String like(String name) {
        String unused = name;
        int number = 2;
        while (!used.add(Columns.caseless(unused))) {
            unused = name + "_" + number++;
        }
        return unused;
    }
}
