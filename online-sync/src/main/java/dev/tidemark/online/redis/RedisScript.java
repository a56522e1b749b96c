package dev.tidemark.online.redis;

import dev.tidemark.feature.FeatureStoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A script that changes one key and answers with a number, called by its digest. Thread-safe. */
final class RedisScript {
    private final RedisConnection connection;
    private final byte[] text;
    private final String digest;

    /** @param names of the files beside this class that are the script, one after the other */
    RedisScript(RedisConnection connection, String... names) {
        this.connection = connection;
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : names) {
            all.writeBytes(text(name));
        }
        this.text = all.toByteArray();
        this.digest = connection.commands().digest(text);
    }

    /** One call: a key and the script's arguments. */
    @SuppressWarnings("ArrayRecordComponent") // on its way to the wire
    record Call(byte[] key, byte[]... arguments) {}

    /** Sends all calls and then waits for the answers, whose sum it returns. */
    long sum(List<Call> calls) {
        List<RedisFuture<Long>> answers = new ArrayList<>(calls.size());
        for (Call call : calls) {
            answers.add(connection
                    .commands()
                    .evalsha(digest, ScriptOutputType.INTEGER, new byte[][] {call.key()}, call.arguments()));
        }
        long sum = 0;
        for (int position = 0; position < calls.size(); position++) {
            sum += answer(calls.get(position), answers.get(position));
        }
        return sum;
    }

    private long answer(Call call, RedisFuture<Long> answer) {
        try {
            return RedisConnection.await(answer);
        } catch (RedisNoScriptException e) {
            // A node that was restarted or promoted has forgotten the script; EVAL teaches it again.
            try {
                return RedisConnection.await(connection
                        .commands()
                        .eval(text, ScriptOutputType.INTEGER, new byte[][] {call.key()}, call.arguments()));
            } catch (RedisException again) {
                throw failed(again, call);
            }
        } catch (RedisException e) {
            throw failed(e, call);
        }
    }

    private FeatureStoreException failed(RedisException thrown, Call call) {
        return RedisFailure.of(thrown, connection.nodes().of(call.key()), call.key());
    }

    private static byte[] text(String name) {
        try (InputStream content = RedisScript.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
