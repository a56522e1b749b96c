package dev.tidemark.server;

import dev.tidemark.online.transcode.ByteOutput;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashSet;
import java.util.List;

/** {@code POST /features/online}: the newest features of entities. */
final class OnlineFeaturesResource implements HttpService {
    private final Questions questions;
    private final Lookup lookup;
    private final AnswerSender sender;

    OnlineFeaturesResource(Questions questions, Lookup lookup, AnswerSender sender) {
        this.questions = questions;
        this.lookup = lookup;
        this.sender = sender;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/online", this::answer)
                .any("/online", Routes.only("POST"))
                .get("/online/{group}/{entity}", this::one)
                .any("/online/{group}/{entity}", Routes.only("GET"));
    }

    /** For a person: one entity, everything about it, on lines of their own. */
    private void one(ServerRequest request, ServerResponse response) {
        List<String> features = request.query().all("feature", List::of);
        Questions.Question question = questions.one(
                request.path().pathParameters().get("group"),
                request.path().pathParameters().get("entity"),
                List.copyOf(new LinkedHashSet<>(features)));
        FeatureReader.Found found = lookup.find(request, response, question.plan(), question.entities());
        ByteOutput answer = new ByteOutput(1_024);
        OnlineAnswer.write(AnswerFormat.JSON.writer(answer), found);
        Answers.send(
                request,
                response,
                json -> json.useDefaultPrettyPrinter().writeTree(RequestBody.json(answer.toBytes())));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        AnswerFormat asked = AnswerFormat.ofBody(request);
        byte[] body = sender.body(request);
        Questions.Question question = switch (asked) {
            case JSON -> questions.json(body);
            case MESSAGE_PACK -> questions.messagePack(body);
        };
        FeatureReader.Found found = lookup.find(request, response, question.plan(), question.entities());
        AnswerFormat format = AnswerFormat.accepted(request, asked);
        sender.send(request, response, format.mediaType(), out -> OnlineAnswer.write(format.writer(out), found));
    }
}
