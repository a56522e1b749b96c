package dev.tidemark.server;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** {@code POST /features/online}: the newest features of entities. */
final class OnlineFeaturesResource implements HttpService {
    private final Questions questions;
    private final FeatureReader reader;
    private final AnswerSender sender;
    private final Telemetry telemetry;

    OnlineFeaturesResource(Questions questions, FeatureReader reader, AnswerSender sender, Telemetry telemetry) {
        this.questions = questions;
        this.reader = reader;
        this.sender = sender;
        this.telemetry = telemetry;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/online", this::answer).any("/online", Routes.only("POST"));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        AnswerFormat asked = AnswerFormat.ofBody(request);
        byte[] body = sender.body(request);
        Questions.Question question = switch (asked) {
            case JSON -> questions.json(body);
            case MESSAGE_PACK -> questions.messagePack(body);
        };
        FeatureReader.Found found = reader.read(question.plan(), question.entities());
        telemetry.served(found);
        AnswerFormat format = AnswerFormat.accepted(request, asked);
        sender.send(request, response, format.mediaType(), out -> OnlineAnswer.write(format.writer(out), found));
    }
}
