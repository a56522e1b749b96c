package dev.tidemark.online.memory;

import dev.tidemark.online.SyncStore;
import dev.tidemark.online.SyncStoreContract;
import java.time.InstantSource;

final class TestMemorySyncStore extends SyncStoreContract {
    @Override
    protected SyncStore open(InstantSource clock) {
        return new MemoryOnlineStore(clock);
    }
}
