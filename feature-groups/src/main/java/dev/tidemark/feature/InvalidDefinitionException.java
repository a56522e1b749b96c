package dev.tidemark.feature;

import java.util.List;

/** Lists everything that is wrong with a definition: one problem on each line, with the group and the field. */
public final class InvalidDefinitionException extends FeatureStoreException {
    private final transient List<String> problems;

    public InvalidDefinitionException(List<String> problems) {
        super(ErrorCode.INVALID_DEFINITION, String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
