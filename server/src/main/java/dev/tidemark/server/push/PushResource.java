package dev.tidemark.server.push;

import dev.tidemark.request.PushRequest;
import dev.tidemark.server.answer.AnswerWriter;
import dev.tidemark.server.http.AnswerFormat;
import dev.tidemark.server.http.AnswerSender;
import dev.tidemark.server.http.OnlyMethod;
import dev.tidemark.time.Microseconds;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /features/push}: rows from applications, online at once and in the group's table with the next ingestion.
 */
public final class PushResource implements HttpService {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final HeaderName REPLAYED = HeaderNames.create("Idempotent-Replayed");

    private final PushIntake intake;
    private final AnswerSender sender;
    private final PushMeters meters;

    public PushResource(PushIntake intake, AnswerSender sender, PushMeters meters) {
        this.intake = intake;
        this.sender = sender;
        this.meters = meters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::push).any("/", new OnlyMethod("POST"));
    }

    private void push(ServerRequest request, ServerResponse response) {
        AnswerFormat sent = AnswerFormat.ofBody(request);
        byte[] body = sender.body(request);
        PushRequest asked = PushBody.parse(
                sent.tree(body), idempotencyKey(request), intake.config().maxRows());
        PushIntake.Receipt receipt = intake.push(asked, sent.instants(), PushIntake.Destination.ONLINE_AND_TABLE);
        meters.pushed(receipt);
        response.status(receipt.online() ? Status.OK_200 : Status.ACCEPTED_202);
        tellReplayed(response, receipt);
        AnswerFormat format = AnswerFormat.accepted(request, sent);
        sender.send(request, response, format.mediaType(), out -> write(format.writer(out), receipt));
    }

    public static void tellReplayed(ServerResponse response, PushIntake.Receipt receipt) {
        if (receipt.repeated()) {
            response.header(REPLAYED, "true");
        }
    }

    public static @Nullable String idempotencyKey(ServerRequest request) {
        return request.headers().first(IDEMPOTENCY_KEY).orElse(null);
    }

    private static void write(AnswerWriter answer, PushIntake.Receipt receipt) {
        answer.beginMap(5);
        answer.name("feature_group");
        answer.text(receipt.request().featureGroup());
        answer.name("push_id");
        answer.number(receipt.request().id());
        answer.name("rows");
        answer.number(receipt.request().rowCount());
        answer.name("online");
        answer.text(receipt.online() ? "WRITTEN" : "PENDING");
        answer.name("accepted_at");
        answer.instant(Microseconds.of(receipt.request().acceptedAt()));
        answer.endMap();
    }
}
