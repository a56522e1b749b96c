package dev.tidemark.server.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/** What the web server writes; of the answer to a HEAD, the head only. Used by one thread. */
final class AnswerBytes implements DataWriter {
    private final TimedSocket socket;
    private boolean headOnly;
    private boolean headWritten;

    AnswerBytes(TimedSocket socket) {
        this.socket = socket;
    }

    /** Begins the answer to another request. */
    void begin(boolean headOnly) {
        this.headOnly = headOnly;
        this.headWritten = false;
    }

    @Override
    public void write(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        if (!headOnly) {
            socket.write(buffer);
        } else if (!headWritten) {
            byte[] bytes = buffer.readBytes();
            headWritten = true;
            socket.write(BufferData.create(bytes, 0, headLength(bytes)));
        }
    }

    private static int headLength(byte[] bytes) {
        for (int i = 3; i < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return bytes.length;
    }
}
