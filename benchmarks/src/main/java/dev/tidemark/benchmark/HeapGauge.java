package dev.tidemark.benchmark;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * The JVM's memory: the heap as it is left by each garbage collection, with the direct buffers of that moment. What
 * lies in the heap between collections is mostly garbage and depends on the heap's size alone; what is left is an upper
 * bound of what was in use.
 */
public final class HeapGauge implements MemoryGauge, NotificationListener {
    private final List<NotificationEmitter> collectors;
    private final Set<String> heapPools;
    private final long atStart;
    private final AtomicLong peak = new AtomicLong();

    private HeapGauge() {
        collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(GarbageCollectorMXBean::isValid)
                .map(NotificationEmitter.class::cast)
                .toList();
        heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .collect(Collectors.toUnmodifiableSet());
        atStart = usedNow();
    }

    /** Starts at a moment that the caller has made quiet by a collection. */
    public static HeapGauge start() {
        HeapGauge gauge = new HeapGauge();
        gauge.collectors.forEach(collector -> collector.addNotificationListener(gauge, null, null));
        return gauge;
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        Map<String, MemoryUsage> after = GarbageCollectionNotificationInfo.from(
                        (CompositeData) notification.getUserData())
                .getGcInfo()
                .getMemoryUsageAfterGc();
        long heap = heapPools.stream()
                .mapToLong(pool -> after.containsKey(pool) ? after.get(pool).getUsed() : 0)
                .sum();
        peak.accumulateAndGet(heap + direct(), Math::max);
    }

    @Override
    public long peakBytes() {
        // A run too short for a collection needed no more than what lies there now.
        long seen = peak.get() == 0 ? usedNow() : peak.get();
        return Math.max(0, seen - atStart);
    }

    @Override
    public void close() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static long usedNow() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
