package dev.tidemark.benchmark.serving;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Requests of one kind to one server.
 *
 * @param requests whole HTTP requests, sent in turn
 */
record Load(Target target, List<byte[]> requests) {
    private static final int REQUESTS = 500;

    static Load of(Target target, String path, String accept, Function<Random, byte[]> question) {
        Random random = new Random(path.length());
        return new Load(
                target,
                Stream.generate(() -> LoadGenerator.post(path, accept, question.apply(random)))
                        .limit(REQUESTS)
                        .toList());
    }

    /** The same questions to an echo that answers with as many bytes. */
    Load echo(Function<Random, byte[]> question) throws IOException {
        return of(target, "/echo/" + answerLength(), "*/*", question);
    }

    /** In bytes, of the answer to the first request. */
    private int answerLength() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.port())) {
            socket.getOutputStream().write(requests.getFirst());
            HttpAnswers answers = new HttpAnswers(new BufferedInputStream(socket.getInputStream()));
            if (!answers.next()) {
                throw new IOException("The server does not serve the load");
            }
            return answers.length();
        }
    }
}
