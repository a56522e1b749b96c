package dev.tidemark.server.online;

import dev.tidemark.server.answer.ByteOutput;
import dev.tidemark.server.body.JsonTree;
import dev.tidemark.server.http.AnswerFormat;
import dev.tidemark.server.http.AnswerSender;
import dev.tidemark.server.http.Answers;
import dev.tidemark.server.http.OnlyMethod;
import io.helidon.http.Method;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashSet;
import java.util.List;

/** {@code POST /features/online}: the newest features of entities. */
public final class OnlineFeaturesResource implements HttpService {
    private final RequestParser parser;
    private final FeatureLookup lookup;
    private final AnswerSender sender;

    public OnlineFeaturesResource(RequestParser parser, FeatureLookup lookup, AnswerSender sender) {
        this.parser = parser;
        this.lookup = lookup;
        this.sender = sender;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/online", this::answer)
                .any("/online", new OnlyMethod("POST"))
                .any("/online/{group}/{entity}", new OnlyMethod("GET"));
    }

    /** Answers about the entity that an address names; other addresses are the routes'. */
    public void one(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        EntityAddress address = request.prologue().method().equals(Method.GET)
                ? EntityAddress.of(request.path().rawPath())
                : null;
        if (address == null) {
            chain.proceed();
        } else {
            one(request, response, address);
        }
    }

    /** For a person: one entity, everything about it, on lines of their own. */
    private void one(ServerRequest request, ServerResponse response, EntityAddress address) {
        List<String> features = request.query().all("feature", List::of);
        RequestParser.Question question =
                parser.one(address.featureGroup(), address.entity(), List.copyOf(new LinkedHashSet<>(features)));
        FeatureReader.Found found = lookup.find(request, response, question.plan(), question.entities());
        ByteOutput answer = new ByteOutput(1_024);
        OnlineAnswer.write(AnswerFormat.JSON.writer(answer), found);
        Answers.send(
                request,
                response,
                json -> json.useDefaultPrettyPrinter().writeTree(JsonTree.readAnswer(answer.toBytes())));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        AnswerFormat asked = AnswerFormat.ofBody(request);
        byte[] body = sender.body(request);
        RequestParser.Question question = switch (asked) {
            case JSON -> parser.json(body);
            case MESSAGE_PACK -> parser.messagePack(body);
        };
        FeatureReader.Found found = lookup.find(request, response, question.plan(), question.entities());
        AnswerFormat format = AnswerFormat.accepted(request, asked);
        sender.send(request, response, format.mediaType(), out -> OnlineAnswer.write(format.writer(out), found));
    }
}
