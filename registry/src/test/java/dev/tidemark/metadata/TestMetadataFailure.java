package dev.tidemark.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class TestMetadataFailure {
    @Test
    void aFullDiskIsNoMatterOfAddressesAndPasswords() {
        Exception full = new IllegalStateException(new SQLException(new IOException("No space left on device")));
        Exception refused = new IllegalStateException(new SQLException("Connection refused"));

        assertThat(MetadataFailure.remedy(full))
                .isEqualTo("make room on its disk, or set home or metadata.url to another");
        assertThat(MetadataFailure.remedy(refused))
                .isEqualTo("check metadata.url, metadata.user and metadata.password");
    }
}
