package dev.tidemark.kill;

import dev.tidemark.console.Console;
import dev.tidemark.console.Verbosity;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureGroup;
import dev.tidemark.feature.FeatureRow;
import dev.tidemark.launch.Application;
import dev.tidemark.online.OnlineFeatures;
import dev.tidemark.online.Replacement;
import dev.tidemark.online.StoredKey;
import dev.tidemark.online.SyncStore;
import dev.tidemark.online.WriteResult;
import dev.tidemark.registry.SyncPositions;
import dev.tidemark.sync.OnlineTarget;
import dev.tidemark.sync.TableSync;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** A sync that says when a batch is written, so that a test knows that it is in the middle. */
public final class KillableSync {
    static final String WRITTEN = "batch written";

    private KillableSync() {}

    public static void main(String... arguments) {
        try (Application application =
                Application.open(null, System.getenv(), Console.ofProcess(Verbosity.NORMAL), InstantSource.system())) {
            new TableSync(
                            application.spark(),
                            application.offlineStore(),
                            new SyncPositions(application.database()),
                            new TalkingTarget(application.online()),
                            application.clock())
                    .syncNews(application.registry().group(Clicks.NAME));
        }
    }

    record TalkingTarget(OnlineTarget real) implements OnlineTarget {
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
            return new TalkingStore(real.open());
        }
    }

    private record TalkingStore(SyncStore real) implements SyncStore {
        @Override
        public WriteResult write(FeatureGroup group, List<FeatureRow> rows) {
            WriteResult result = real.write(group, rows);
            System.out.println(WRITTEN);
            return result;
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
