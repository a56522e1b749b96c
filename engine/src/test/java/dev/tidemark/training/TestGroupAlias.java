package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.feature.FeatureStoreException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TestGroupAlias {
    @Test
    void aGroupMayJoinByOtherColumns() {
        assertThat(GroupAlias.parse("pair=user_merchant(user_id = buyer, merchant_id=shop)"))
                .isEqualTo(new GroupAlias("pair", "user_merchant", Map.of("user_id", "buyer", "merchant_id", "shop")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin=airport", "origin=airport(airport_id=from_id)", "p=pair(a=x, b=y)"})
    void anAliasReadsBackWhatItPrints(String text) {
        assertThat(GroupAlias.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "airport", "=airport", "origin=airport(", "origin=airport()", "origin=airport(id)", "a(b=c"})
    void whatIsNoAliasIsRefusedWithItsForm(String text) {
        assertThatThrownBy(() -> GroupAlias.parse(text))
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage(
                        "Invalid alias '%s': expected alias=group or alias=group(join_key=spine_column, ...)", text);
    }
}
