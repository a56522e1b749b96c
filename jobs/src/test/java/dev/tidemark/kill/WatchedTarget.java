package dev.tidemark.kill;

import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.WriteResult;
import dev.tidemark.sync.destination.OnlineTarget;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** An online store that takes ten rows at a time, so that a test knows that it is in the middle. */
record WatchedTarget(OnlineTarget real, WatchedTarget.Watch watch) implements OnlineTarget {
    static final String WRITTEN = "batch written";

    private static final EntityKey USER_7 = new EntityKey(List.of(7L));

    /** What is done with a batch. */
    enum Watch {
        SAY_WRITTEN,
        /** One with this user is never written. */
        HOLD_USER_7
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public int batchSize() {
        return 10;
    }

    @Override
    public SyncStore open() {
        return new WatchedStore(real.open(), watch);
    }

    private record WatchedStore(SyncStore real, Watch watch) implements SyncStore {
        @Override
        public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
            if (watch == Watch.HOLD_USER_7
                    && rows.stream().anyMatch(row -> row.key().equals(USER_7))) {
                holdForEver();
            }
            WriteResult result = real.write(group, rows);
            if (watch == Watch.SAY_WRITTEN) {
                System.out.println(WRITTEN);
            }
            return result;
        }

        private static void holdForEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public long replace(FeatureGroup group, List<Replacement> replacements) {
            return real.replace(group, replacements);
        }

        @Override
        public List<String> parts() {
            return real.parts();
        }

        @Override
        public Iterator<List<StoredKey>> stored(String featureGroup, String part) {
            return real.stored(featureGroup, part);
        }

        @Override
        public void remove(List<StoredKey> keys) {
            real.remove(keys);
        }

        @Override
        public void mark(String featureGroup, String text) {
            real.mark(featureGroup, text);
        }

        @Override
        public Set<String> marks(String featureGroup) {
            return real.marks(featureGroup);
        }

        @Override
        public void unmark(String featureGroup) {
            real.unmark(featureGroup);
        }

        @Override
        public List<OnlineFeatures> read(FeatureGroup group, List<EntityKey> keys, List<String> features) {
            return real.read(group, keys, features);
        }

        @Override
        public boolean ping() {
            return real.ping();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
