package dev.tidemark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.ClientLimits;
import dev.tidemark.client.EntityFeatures;
import dev.tidemark.client.PushReceipt;
import dev.tidemark.client.RequestRefusedException;
import dev.tidemark.client.ServedFeature;
import dev.tidemark.client.ServerUnreachableException;
import dev.tidemark.client.TidemarkClient;
import dev.tidemark.feature.EntityKey;
import dev.tidemark.feature.FeatureStoreException;
import dev.tidemark.request.OnlineQuestion;
import dev.tidemark.request.PushRequest;
import dev.tidemark.server.connection.LossyProxy;
import dev.tidemark.server.push.PushFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java client and the real server. */
final class TestTidemarkClient {
    private static final Instant AT = Instant.parse("2026-03-01T11:59:00.000001Z");
    private static final ClientLimits PATIENT = new ClientLimits(Duration.ofSeconds(30), Duration.ofSeconds(60), 3);

    @TempDir
    Path folder;

    private PushFixture fixture;
    private TidemarkClient client;

    @BeforeEach
    void start() {
        fixture = new PushFixture(folder);
        client = TidemarkClient.at(URI.create("http://127.0.0.1:" + fixture.server.port()), PATIENT);
    }

    @AfterEach
    void stop() {
        client.close();
        fixture.close();
    }

    @Test
    void whatWasPushedIsServedWithItsTypes() {
        Map<String, Object> row = row(17, 9007199254740993L);
        row.put("amount", Double.NaN);
        row.put("small", -3);
        row.put("half", 0.1f);
        row.put("flag", true);
        row.put("name", "a \"quoted\"\n\u0001 é \uD83D\uDE00");
        row.put("raw", new byte[] {0, -1, 127});
        row.put("since", Instant.parse("1969-12-31T23:59:59.999999Z"));
        row.put("tags", Arrays.asList("x", null, ""));

        PushReceipt receipt = client.push(PushRequest.of("visits", List.of(row)));
        EntityFeatures served = client.features(
                        OnlineQuestion.ofGroup("visits").entity(Map.of("user_id", 17, "shop", "a")))
                .getFirst();

        assertThat(receipt.online()).isTrue();
        assertThat(receipt.repeated()).isFalse();
        assertThat(receipt.rows()).isEqualTo(1);
        assertThat(receipt.acceptedAt()).isEqualTo(PushFixture.NOW.minusSeconds(1));
        assertThat(served.feature("visits").longValue()).isEqualTo(9007199254740993L);
        assertThat(served.feature("amount").doubleValue()).isNaN();
        assertThat(served.feature("small").longValue()).isEqualTo(-3);
        assertThat((float) served.feature("half").doubleValue()).isEqualTo(0.1f);
        assertThat(served.feature("flag").booleanValue()).isTrue();
        assertThat(served.feature("name").text()).isEqualTo(row.get("name"));
        assertThat(served.feature("raw").bytes()).containsExactly(0, -1, 127);
        assertThat(served.feature("since").instant()).isEqualTo(row.get("since"));
        assertThat(served.feature("tags").list()).isEqualTo(row.get("tags"));
        assertThat(served.features().values())
                .allSatisfy(feature -> assertThat(feature.eventTimestamp()).isEqualTo(AT))
                .extracting(ServedFeature::status)
                .containsOnly(ServedFeature.Status.PRESENT);
    }

    @Test
    void entitiesAreAnsweredInTheirOrderWithTheirStatuses() {
        client.push(PushRequest.of("visits", List.of(row(17, 5L), row(19, null))));

        List<EntityFeatures> served = client.features(OnlineQuestion.ofGroup("visits", "visits")
                .entity(Map.of("user_id", 19L, "shop", "a"))
                .entity(Map.of("user_id", 18L, "shop", "a"))
                .entity(Map.of("user_id", 17L, "shop", "a"))
                .entity(Map.of("user_id", 19L, "shop", "a")));

        assertThat(served)
                .extracting(
                        entity -> entity.entity().get("user_id"),
                        entity -> entity.feature("visits").status())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(19L, ServedFeature.Status.NULL_VALUE),
                        org.assertj.core.groups.Tuple.tuple(18L, ServedFeature.Status.NOT_FOUND),
                        org.assertj.core.groups.Tuple.tuple(17L, ServedFeature.Status.PRESENT));
        assertThat(served.get(1).feature("visits").eventTimestamp()).isNull();
        assertThatThrownBy(() -> served.get(1).feature("visits").longValue())
                .isInstanceOf(FeatureStoreException.class)
                .hasMessage("Feature 'visits' is null (NOT_FOUND), which is not a whole number");
        assertThatThrownBy(() -> served.get(1).feature("vists")).hasMessageContaining("did you mean visits?");
    }

    @Test
    void severalGroupsAreOneQuestion() {
        try (ServerFixture groups = new ServerFixture();
                TidemarkClient asking = TidemarkClient.at(groups.uri("/"), PATIENT)) {
            groups.write(ServerFixture.PAYMENTS, EntityKey.of(ServerFixture.USER, 17L), 1.5, 3L, null);
            groups.write(ServerFixture.SHOPS, EntityKey.of(ServerFixture.SHOP, "a:b"), 2.5, null, null);

            EntityFeatures served = asking.features(
                            OnlineQuestion.ofFeatures("shops:amount", "payments:amount", "payments:visits")
                                    .entity(Map.of("user_id", 17, "shop", "a:b")))
                    .getFirst();

            assertThat(served.features().keySet())
                    .containsExactly("shops:amount", "payments:amount", "payments:visits");
            assertThat(served.feature("shops:amount").doubleValue()).isEqualTo(2.5);
            assertThat(served.feature("payments:visits").longValue()).isEqualTo(3);
            assertThat(served.feature("payments:amount").eventTimestamp()).isEqualTo(ServerFixture.NOW.minusSeconds(5));
        }
    }

    @Test
    void aPushWhoseAnswerWasLostIsSentAgainAndTakenOnce() throws Exception {
        try (LossyProxy proxy = new LossyProxy(fixture.server.port(), 1);
                TidemarkClient unlucky = TidemarkClient.at(proxy.address(), PATIENT)) {
            PushReceipt receipt = unlucky.push(PushRequest.of("visits", List.of(row(17, 5L))));

            assertThat(proxy.left()).isZero();
            assertThat(receipt.repeated()).isTrue();
            assertThat(fixture.taken()).isEqualTo(1);
        }
    }

    @Test
    void aPushWithAKeyOfItsOwnIsRepeatedUnderItAndRefusedWithOtherRows() {
        PushRequest push = PushRequest.of("visits", List.of(row(17, 5L))).withIdempotencyKey("k");

        PushReceipt first = client.push(push);
        PushReceipt again = client.push(push);

        assertThat(again.repeated()).isTrue();
        assertThat(again.pushId()).isEqualTo(first.pushId());
        assertThatThrownBy(() -> client.push(
                        PushRequest.of("visits", List.of(row(17, 6L))).withIdempotencyKey("k")))
                .isInstanceOfSatisfying(RequestRefusedException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(422);
                    assertThat(refused.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
                });
    }

    @Test
    void aRefusalCarriesTheServersWordsAndTheRequestId() {
        assertThatThrownBy(() -> client.features(
                        OnlineQuestion.ofGroup("visits", "vists").entity(Map.of("user_id", 17, "shop", "a"))))
                .isInstanceOfSatisfying(RequestRefusedException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.code()).isEqualTo("UNKNOWN_FEATURE");
                    assertThat(refused.requestId()).matches("[0-9a-f]{32}");
                    assertThat(refused).hasMessageContaining("did you mean visits?");
                });
        assertThatThrownBy(() -> client.features(OnlineQuestion.ofGroup("visits")))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining("'entity_ids' must be a list of at least one id");
        assertThatThrownBy(() -> client.push(new PushRequest("visits", List.of(Map.of("user_id", new Object())), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A value of java.lang.Object has no form in a request");
    }

    @Test
    void aServerThatCannotAnswerNowIsAskedAgainAfterTheTimeThatItSaid() throws Exception {
        fixture.database.close();
        long start = System.nanoTime();

        assertThatThrownBy(() -> client.push(PushRequest.of("visits", List.of(row(17, 5L)))))
                .isInstanceOfSatisfying(RequestRefusedException.class, refused -> {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.code()).isEqualTo("METADATA_UNAVAILABLE");
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void aServerThatIsSilentOrNotThereIsToldWithinTheLimit() throws Exception {
        ClientLimits hasty = new ClientLimits(Duration.ofMillis(200), Duration.ofMillis(300), 2);
        OnlineQuestion question = OnlineQuestion.ofGroup("visits").entity(Map.of("user_id", 17, "shop", "a"));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            try (TidemarkClient waiting = TidemarkClient.at(address, hasty)) {
                assertThatThrownBy(() -> waiting.features(question))
                        .isInstanceOf(ServerUnreachableException.class)
                        .hasMessageContaining("No answer from " + address);
            }
        }
        try (TidemarkClient lost = TidemarkClient.at(closedDoor(), hasty)) {
            assertThatThrownBy(() -> lost.features(question))
                    .isInstanceOf(ServerUnreachableException.class)
                    .hasMessageContaining("in 2 of 2 tries");
        }
    }

    @Test
    void manyThreadsShareAClient() throws Exception {
        List<Callable<Long>> work = new ArrayList<>();
        for (long user = 0; user < 40; user++) {
            long asked = user;
            work.add(() -> {
                client.push(new PushRequest("visits", List.of(row(asked, asked * 3)), null));
                return client.features(OnlineQuestion.ofGroup("visits", "visits")
                                .entity(Map.of("user_id", asked, "shop", "a")))
                        .getFirst()
                        .feature("visits")
                        .longValue();
            });
        }
        List<Long> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Long> answer : threads.invokeAll(work)) {
                found.add(answer.get());
            }
        }

        assertThat(found)
                .isEqualTo(java.util.stream.LongStream.range(0, 40)
                        .map(user -> user * 3)
                        .boxed()
                        .toList());
        assertThat(fixture.taken()).isEqualTo(40);
    }

    private static URI closedDoor() throws IOException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + door.getLocalPort());
        }
    }

    private static Map<String, Object> row(long user, Long visits) {
        Map<String, Object> row = new HashMap<>();
        row.put("user_id", user);
        row.put("shop", "a");
        row.put("event_timestamp", AT);
        row.put("visits", visits);
        return row;
    }
}
