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

    /**
     * A block is a request, with its method and path in the first line, and where there is one its answer, after an
     * empty line.
     */
    void assertThatTheExamplesAreAnsweredAsDocumented() throws Exception {
        List<String> blocks = page.blocks("");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
        for (String block : blocks) {
            String[] parts = block.split("\n\n", 2);
            String[] request = parts[0].split("\n", 2);
            assertThat(request[0]).startsWith("POST /");

            HttpResponse<String> response = post(request[0].substring("POST ".length()), request[1]);

            if (parts.length == 2) {
                assertSameShape(JSON.readTree(parts[1]), JSON.readTree(response.body()), parts[0]);
            } else {
                assertThat(response.statusCode()).as(parts[0] + response.body()).isEqualTo(200);
            }
        }
    }

    /** As printed, but for the port that this server has. */
    void assertThatTheCommandsWork(Newcomer newcomer) throws Exception {
        List<String> commands = page.commands(0);
        assertThat(commands).hasSizeGreaterThanOrEqualTo(8).allMatch(command -> command.startsWith("curl -s "));
        for (String command : commands) {
            String answer = newcomer.curl(
                    command.replace("localhost:8080", URI.create(address).getAuthority()));
            assertThat(answer).as(command).isNotEmpty().doesNotContain("\"error\"");
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
            String name = path.startsWith("/feature-services") ? "fraud_model" : "user_transactions";
            assertThat(get(path.replace("{name}", name)).statusCode()).as(path).isEqualTo(200);
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
        } else if (documented.isArray()) {
            assertThat(actual).as(where).hasSameSizeAs(documented);
            for (int item = 0; item < documented.size(); item++) {
                assertSameShape(documented.path(item), actual.path(item), where + " " + item);
            }
        } else if (documented.isTextual() && !documented.asText().matches("\\d{4}-.*Z|\\.\\.\\.")) {
            assertThat(actual.asText()).as(where).isEqualTo(documented.asText());
        }
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return post("/features/online", body);
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
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
