package dev.tidemark.pointintime.memory;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.unsafe.memory.MemoryBlock;

/**
 * Rows and arrays in memory that Spark accounts for, found by their addresses. All rows are freed together. Belongs to
 * one task; not thread-safe.
 */
public final class RowArena extends MemoryConsumer {
    /** No row. */
    public static final long NONE = -1;
    /** The length and the capacity of a row precede it; eight bytes keep its words aligned. */
    public static final int HEADER = 8;

    private static final int CACHE_LINE = 64;
    private static final long LARGEST_PAGE = 4L << 20;
    private static final long SMALLEST_PAGE = 4L << 10;

    private final MemoryLimit limit;
    private final List<MemoryBlock> pages = new ArrayList<>();
    private final List<LongArray> arrays = new ArrayList<>();
    private long pageBytes;
    private long free;
    private long end;

    public RowArena(TaskMemoryManager memory, MemoryLimit limit) {
        super(memory, LARGEST_PAGE, memory.getTungstenMemoryMode());
        this.limit = limit;
    }

    /**
     * Keeps a copy of some bytes.
     *
     * @throws MemoryRefusedException where the task may have no more memory
     */
    public long append(Object base, long offset, int length) {
        int capacity = (length + 7) & ~7;
        reserve(HEADER + capacity);
        MemoryBlock page = pages.getLast();
        long at = free;
        free += HEADER + capacity;
        Platform.putInt(page.getBaseObject(), at, length);
        Platform.putInt(page.getBaseObject(), at + 4, capacity);
        Platform.copyMemory(base, offset, page.getBaseObject(), at + HEADER, length);
        return taskMemoryManager.encodePageNumberAndOffset(page, at);
    }

    public long append(UnsafeRow row) {
        return append(row.getBaseObject(), row.getBaseOffset(), row.getSizeInBytes());
    }

    /** Overwrites a row with another, or appends the other if it is longer; returns its address. */
    public long replace(long address, UnsafeRow row) {
        Object base = base(address);
        long offset = offset(address);
        int length = row.getSizeInBytes();
        if (Platform.getInt(base, offset + 4) < length) {
            return append(row);
        }
        Platform.putInt(base, offset, length);
        Platform.copyMemory(row.getBaseObject(), row.getBaseOffset(), base, offset + HEADER, length);
        return address;
    }

    /** An array of the given length whose content is undefined. */
    public LongArray array(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new MemoryRefusedException(null);
        }
        limit.acquire(length * 8);
        try {
            LongArray array = allocateArray(Math.max(1, length));
            arrays.add(array);
            return array;
        } catch (SparkOutOfMemoryError e) {
            throw new MemoryRefusedException(e);
        }
    }

    /** Copies an array into one of twice the length and frees it. */
    public LongArray grown(LongArray array) {
        LongArray twice = array(array.size() * 2);
        Platform.copyMemory(
                array.getBaseObject(),
                array.getBaseOffset(),
                twice.getBaseObject(),
                twice.getBaseOffset(),
                array.size() * 8);
        drop(array);
        return twice;
    }

    public void drop(LongArray array) {
        arrays.remove(array);
        limit.release(array.size() * 8);
        freeArray(array);
    }

    public Object base(long address) {
        return taskMemoryManager.getPage(address);
    }

    public long offset(long address) {
        return taskMemoryManager.getOffsetInPage(address);
    }

    /** Reads the start of a row, so that it is in the cache when it is needed; the value has no meaning. */
    public long touch(long address) {
        return Platform.getLong(base(address), offset(address));
    }

    /** Reads a word of each cache line of a row but the first. */
    public long touchRest(long address) {
        Object base = base(address);
        long offset = offset(address);
        int end = HEADER + Platform.getInt(base, offset);
        long sum = 0;
        for (int line = CACHE_LINE; line < end; line += CACHE_LINE) {
            sum += Platform.getLong(base, offset + line);
        }
        return sum;
    }

    /** Makes a row point to a kept one. */
    public void point(UnsafeRow row, long address) {
        Object base = base(address);
        long offset = offset(address);
        row.pointTo(base, offset + HEADER, Platform.getInt(base, offset));
    }

    private void reserve(long bytes) {
        if (end - free >= bytes) {
            return;
        }
        // Pages grow with what is kept: a small partition must not take megabytes for each of many groups.
        long size = Math.max(Math.clamp(pageBytes, SMALLEST_PAGE, LARGEST_PAGE), bytes);
        limit.acquire(size);
        try {
            MemoryBlock page = allocatePage(size);
            pages.add(page);
            pageBytes += size;
            free = page.getBaseOffset();
            end = free + size;
        } catch (SparkOutOfMemoryError e) {
            throw new MemoryRefusedException(e);
        }
    }

    /** Cannot spill on demand, because rows are found by their addresses. Rows that do not fit go through the merge. */
    @Override
    public long spill(long size, MemoryConsumer trigger) {
        return 0;
    }

    public void close() {
        pages.forEach(page -> {
            limit.release(page.size());
            freePage(page);
        });
        pages.clear();
        pageBytes = 0;
        arrays.forEach(array -> {
            limit.release(array.size() * 8);
            freeArray(array);
        });
        arrays.clear();
        free = 0;
        end = 0;
    }
}
