package dev.tidemark.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.conf.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that one reader at a time has for itself, to a node that does as it is told. */
final class TestNodeLines {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<byte[]> KEYS = List.of(bytes("g:1"), bytes("g:2"));
    private static final String VALUE = "$5\r\nvalue\r\n";
    private static final char[] PASSWORD = "only for this test".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void aFreeLineAnswersAllKeysOfAWriteAndIsFreeAgain() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> command.getLast().equals("g:2") ? "$-1\r\n" : VALUE)) {
            NodeLines lines = lines(config("redis", "", ""), node);
            NodeLine line = await(lines);

            ask(line, far());
            assertThat(line.answer()).isEqualTo(bytes("value"));
            assertThat(line.answer()).isNull();
            lines.giveBack(line, System.nanoTime());

            assertThat(lines.take(System.nanoTime())).isSameAs(line);
            assertThat(node.commands())
                    .containsExactly(
                            List.of("CLIENT", "SETNAME", LineOpener.CLIENT_NAME),
                            List.of("GET", "g:1"),
                            List.of("GET", "g:2"));
        }
    }

    @Test
    void aLineLogsInAsItIsConfigured() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "+OK\r\n")) {
            await(lines(config("redis", "reader", "secret"), node)).end();
            await(lines(config("redis", "", "secret"), node)).end();

            assertThat(node.commands()).contains(List.of("AUTH", "reader", "secret"), List.of("AUTH", "secret"));
        }
    }

    @Test
    void aNodeThatLetsNobodyInIsToldOfInItsOwnWords() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "-WRONGPASS invalid username-password pair\r\n")) {
            LineOpener opener = opener(config("redis", "", "wrong"));

            assertThatThrownBy(() -> opener.open("127.0.0.1", node.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("AUTH")
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void anAnswerThatIsOverdueEndsItsLineAndNoOther() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "")) {
            NodeLines lines = lines(config("redis", "", ""), node);
            NodeLine silent = await(lines);
            NodeLine patient = await(lines);
            long now = System.nanoTime();
            ask(silent, now + 1_000_000);
            ask(patient, now + 1_000_000_000);

            lines.look(now + 2_000_000);

            assertThatThrownBy(silent::answer).isInstanceOf(IOException.class);
            assertThat(silent.isOverdue()).isTrue();
            assertThat(patient.isOverdue()).isFalse();
            lines.giveBack(silent, System.nanoTime());
            assertThat(lines.take(System.nanoTime())).isNotSameAs(silent);
        }
    }

    @Test
    void aBrokenLineTakesTheFreeOnesWithIt() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> null)) {
            NodeLines lines = lines(config("redis", "", ""), node);
            NodeLine broken = await(lines);
            NodeLine free = await(lines);
            lines.giveBack(free, System.nanoTime());
            ask(broken, far());

            assertThatThrownBy(broken::answer).isInstanceOf(IOException.class);
            assertThat(broken.isOverdue()).isFalse();
            lines.loseAll(broken);

            assertThat(lines.take(System.nanoTime())).isNotSameAs(free);
        }
    }

    @Test
    void aLineThatNobodyNeedsIsEnded() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> VALUE)) {
            NodeLines lines = lines(config("redis", "", ""), node);
            NodeLine line = await(lines);
            lines.giveBack(line, System.nanoTime());

            lines.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());

            assertThat(lines.take(System.nanoTime())).isNotSameAs(line);
        }
    }

    @Test
    void aLineSpeaksTlsToAHostThatProvesItsNameAndToNoOther() throws Exception {
        SSLContext context = context();
        try (ScriptedNode node = new ScriptedNode(context.getServerSocketFactory(), command -> VALUE)) {
            LineOpener opener = new LineOpener(config("rediss", "", ""), context.getSocketFactory());
            NodeLine line = opener.open("127.0.0.1", node.port());
            ask(line, far());
            assertThat(line.answer()).isEqualTo(bytes("value"));
            line.end();

            assertThatThrownBy(() -> opener.open("localhost", node.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("localhost");
        }
    }

    private static void ask(NodeLine line, long dueAt) throws IOException {
        line.ask(KEYS, new int[] {0, 1}, 2, dueAt);
    }

    private static long far() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    /** Takes until one was opened that nobody has. */
    private static NodeLine await(NodeLines lines) {
        long end = far();
        while (System.nanoTime() - end < 0) {
            NodeLine line = lines.take(System.nanoTime());
            if (line != null) {
                return line;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("No line was opened");
    }

    private static NodeLines lines(RedisConfig config, ScriptedNode node) {
        return new NodeLines(opener(config), "127.0.0.1", node.port());
    }

    private static LineOpener opener(RedisConfig config) {
        return new LineOpener(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static RedisConfig config(String scheme, String user, String password) {
        List<URI> nodes = List.of(URI.create(scheme + "://127.0.0.1:1"));
        return new RedisConfig(nodes, user, new Secret(password), PATIENCE, PATIENCE, 1);
    }

    /** A certificate of its own making for 127.0.0.1, that both sides know. */
    private SSLContext context() throws Exception {
        Path file = folder.resolve("certificate");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
