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
final class TestConnectionPool {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<byte[]> KEYS = List.of(bytes("g:1"), bytes("g:2"));
    private static final String VALUE = "$5\r\nvalue\r\n";
    private static final char[] PASSWORD = "only for this test".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void aFreeConnectionAnswersAllKeysOfAWriteAndIsFreeAgain() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> command.getLast().equals("g:2") ? "$-1\r\n" : VALUE)) {
            ConnectionPool pool = pool(config("redis", "", ""), node);
            ReadConnection connection = await(pool);

            ask(connection, far());
            assertThat(connection.answer()).isEqualTo(bytes("value"));
            assertThat(connection.answer()).isNull();
            pool.giveBack(connection, System.nanoTime());

            assertThat(pool.take(System.nanoTime())).isSameAs(connection);
            assertThat(node.commands())
                    .containsExactly(
                            List.of("CLIENT", "SETNAME", ConnectionOpener.CLIENT_NAME),
                            List.of("GET", "g:1"),
                            List.of("GET", "g:2"));
        }
    }

    @Test
    void aConnectionLogsInAsItIsConfigured() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "+OK\r\n")) {
            await(pool(config("redis", "reader", "secret"), node)).end();
            await(pool(config("redis", "", "secret"), node)).end();

            assertThat(node.commands()).contains(List.of("AUTH", "reader", "secret"), List.of("AUTH", "secret"));
        }
    }

    @Test
    void aNodeThatLetsNobodyInIsToldOfInItsOwnWords() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "-WRONGPASS invalid username-password pair\r\n")) {
            ConnectionOpener opener = opener(config("redis", "", "wrong"));

            assertThatThrownBy(() -> opener.open("127.0.0.1", node.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("AUTH")
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void anAnswerThatIsOverdueEndsItsConnectionAndNoOther() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> "")) {
            ConnectionPool pool = pool(config("redis", "", ""), node);
            ReadConnection silent = await(pool);
            ReadConnection patient = await(pool);
            long now = System.nanoTime();
            ask(silent, now + 1_000_000);
            ask(patient, now + 1_000_000_000);

            pool.look(now + 2_000_000);

            assertThatThrownBy(silent::answer).isInstanceOf(IOException.class);
            assertThat(silent.isOverdue()).isTrue();
            assertThat(patient.isOverdue()).isFalse();
            pool.giveBack(silent, System.nanoTime());
            assertThat(pool.take(System.nanoTime())).isNotSameAs(silent);
        }
    }

    @Test
    void aBrokenConnectionTakesTheFreeOnesWithIt() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> null)) {
            ConnectionPool pool = pool(config("redis", "", ""), node);
            ReadConnection broken = await(pool);
            ReadConnection free = await(pool);
            pool.giveBack(free, System.nanoTime());
            ask(broken, far());

            assertThatThrownBy(broken::answer).isInstanceOf(IOException.class);
            assertThat(broken.isOverdue()).isFalse();
            pool.loseAll(broken);

            assertThat(pool.take(System.nanoTime())).isNotSameAs(free);
        }
    }

    @Test
    void aConnectionThatNobodyNeedsIsEnded() throws Exception {
        try (ScriptedNode node = new ScriptedNode(command -> VALUE)) {
            ConnectionPool pool = pool(config("redis", "", ""), node);
            ReadConnection connection = await(pool);
            pool.giveBack(connection, System.nanoTime());

            pool.look(System.nanoTime() + Duration.ofMinutes(2).toNanos());

            assertThat(pool.take(System.nanoTime())).isNotSameAs(connection);
        }
    }

    @Test
    void aConnectionSpeaksTlsToAHostThatProvesItsNameAndToNoOther() throws Exception {
        SSLContext context = context();
        try (ScriptedNode node = new ScriptedNode(context.getServerSocketFactory(), command -> VALUE)) {
            ConnectionOpener opener = new ConnectionOpener(config("rediss", "", ""), context.getSocketFactory());
            ReadConnection connection = opener.open("127.0.0.1", node.port());
            ask(connection, far());
            assertThat(connection.answer()).isEqualTo(bytes("value"));
            connection.end();

            assertThatThrownBy(() -> opener.open("localhost", node.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("localhost");
        }
    }

    private static void ask(ReadConnection connection, long dueAt) throws IOException {
        connection.ask(KEYS, new int[] {0, 1}, 2, dueAt);
    }

    private static long far() {
        return System.nanoTime() + PATIENCE.toNanos();
    }

    /** Takes until one was opened that nobody has. */
    private static ReadConnection await(ConnectionPool pool) {
        long end = far();
        while (System.nanoTime() - end < 0) {
            ReadConnection connection = pool.take(System.nanoTime());
            if (connection != null) {
                return connection;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("No connection was opened");
    }

    private static ConnectionPool pool(RedisConfig config, ScriptedNode node) {
        return new ConnectionPool(opener(config), "127.0.0.1", node.port());
    }

    private static ConnectionOpener opener(RedisConfig config) {
        return new ConnectionOpener(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static RedisConfig config(String scheme, String user, String password) {
        List<URI> nodes = List.of(URI.create(scheme + "://127.0.0.1:1"));
        return RedisConfig.at(nodes)
                .withUser(user, new Secret(password))
                .withCommandTimeout(PATIENCE)
                .withConnectTimeout(PATIENCE);
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
