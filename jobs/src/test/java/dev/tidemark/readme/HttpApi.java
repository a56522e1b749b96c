package dev.tidemark.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The requests of the HTTP page, sent to a server that runs. */
record HttpApi(Page page, String address) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Blocks come in pairs: a request, with its method and path in the first line, and its answer. */
    void assertThatTheExamplesAreAnsweredAsDocumented() throws Exception {
        List<String> blocks = page.blocks("");
        assertThat(blocks).hasSize(4);
        for (int block = 0; block < blocks.size(); block += 2) {
            String[] request = blocks.get(block).split("\n", 2);
            assertThat(request[0]).isEqualTo("POST /features/online");

            JsonNode answer = JSON.readTree(post(request[1]).body());

            assertSameShape(JSON.readTree(blocks.get(block + 1)), answer, request[1]);
        }
    }

    void assertThatRefusalsHaveTheirStatus() throws Exception {
        String ids = IntStream.range(0, 501).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        String known = "{\"feature_group\": \"user_transactions\", \"entity_ids\": [%s]}";
        assertThat(post("nonsense").statusCode()).isEqualTo(400);
        assertThat(post(known.formatted("\"seventeen\"")).statusCode()).isEqualTo(400);
        assertThat(post("{\"feature_group\": \"nothing\", \"entity_ids\": [17]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/features/online").statusCode()).isEqualTo(405);
        assertThat(send(request("/features/online")
                                .header("Content-Type", "text/csv")
                                .POST(BodyPublishers.ofString("17")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(post(known.formatted(ids)).statusCode()).isEqualTo(413);
        assertThat(post(" ".repeat(2_000_000)).statusCode()).isEqualTo(413);
    }

    void assertThatEveryPathIsThere() throws Exception {
        assertThat(page.gets()).hasSizeGreaterThanOrEqualTo(5);
        for (String path : page.gets()) {
            assertThat(get(path.replace("{name}", "user_transactions")).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(get("/openapi.json").statusCode()).isEqualTo(200);
    }

    /** The same fields in the same order, of the same kinds; texts other than times and ids are the same, too. */
    private static void assertSameShape(JsonNode documented, JsonNode actual, String where) {
        assertThat(actual.getNodeType()).as("%s: %s", where, actual).isEqualTo(documented.getNodeType());
        if (documented.isObject()) {
            assertThat(actual.fieldNames()).toIterable().as(where).containsExactlyElementsOf(documented::fieldNames);
            documented
                    .properties()
                    .forEach(field -> assertSameShape(
                            field.getValue(), actual.path(field.getKey()), where + " " + field.getKey()));
        } else if (documented.isTextual() && !documented.asText().matches("\\d{4}-.*Z|\\.\\.\\.")) {
            assertThat(actual.asText()).as(where).isEqualTo(documented.asText());
        }
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/features/online")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
