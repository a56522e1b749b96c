package dev.tidemark.online.memory;

import dev.tidemark.online.OnlineConformanceContract;
import dev.tidemark.online.OnlineStore;
import java.time.InstantSource;

final class TestMemoryConformance extends OnlineConformanceContract {
    @Override
    protected OnlineStore open(InstantSource clock) {
        return new MemoryOnlineStore(clock);
    }

    @Override
    protected int randomCases() {
        return 500;
    }

    @Override
    protected boolean forgetsByItself() {
        return false;
    }
}
