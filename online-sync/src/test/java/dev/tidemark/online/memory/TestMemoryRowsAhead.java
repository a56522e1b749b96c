package dev.tidemark.online.memory;

import dev.tidemark.online.RowsAheadContract;
import dev.tidemark.online.SyncStore;
import java.time.InstantSource;

final class TestMemoryRowsAhead extends RowsAheadContract {
    @Override
    protected SyncStore open(InstantSource clock) {
        return new MemoryOnlineStore(clock);
    }

    @Override
    protected int sequences() {
        return 5_000;
    }
}
