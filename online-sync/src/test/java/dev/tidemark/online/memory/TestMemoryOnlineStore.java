package dev.tidemark.online.memory;

import dev.tidemark.online.OnlineStore;
import dev.tidemark.online.OnlineStoreContract;
import java.time.InstantSource;

final class TestMemoryOnlineStore extends OnlineStoreContract {
    @Override
    protected OnlineStore open(InstantSource clock) {
        return new MemoryOnlineStore(clock);
    }
}
