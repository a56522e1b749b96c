package dev.tidemark.server.feast;

import dev.tidemark.server.definition.ServedGroups;
import dev.tidemark.server.http.AnswerFormat;
import dev.tidemark.server.http.AnswerSender;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import dev.tidemark.server.push.PushIntake;
import dev.tidemark.server.push.PushMeters;
import dev.tidemark.server.push.PushResource;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * {@code POST /push} and {@code POST /write-to-online-store}: what a Feast feature server takes, so that Feast's
 * clients push here. Its answer knows no "later": rows that are taken and not online yet are answered like the others,
 * and a header tells.
 */
public final class FeastPushResource implements HttpService {
    private static final HeaderName ONLINE = HeaderNames.create("X-Tidemark-Online");

    private final String groupField;
    private final ServedGroups groups;
    private final PushIntake intake;
    private final AnswerSender sender;
    private final PushMeters meters;

    /** @param groupField of a request, that names the group */
    public FeastPushResource(
            String groupField, ServedGroups groups, PushIntake intake, AnswerSender sender, PushMeters meters) {
        this.groupField = groupField;
        this.groups = groups;
        this.intake = intake;
        this.sender = sender;
        this.meters = meters;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::push).any("/", new OnlyMethod("POST"));
    }

    private void push(ServerRequest request, ServerResponse response) {
        AnswerFormat sent = AnswerFormat.ofFeastBody(request);
        FeastPush push = FeastPush.parse(
                sent.tree(sender.body(request)),
                groupField,
                name -> groups.group(name).featureGroup(),
                PushResource.idempotencyKey(request),
                intake.config().maxRows());
        PushIntake.Receipt receipt = intake.push(push.request(), sent.instants(), push.destination());
        meters.pushed(receipt);
        PushResource.tellReplayed(response, receipt);
        response.header(ONLINE, receipt.online() ? "WRITTEN" : "PENDING");
        Answers.send(request, response, json -> json.writeNull());
    }
}
