package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.server.ServerFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TestRouteNames {
    private static final Pattern OTHER =
            Pattern.compile("tidemark_requests_seconds_count\\{[^}]*route=\"other\".* (\\S+)");

    @Test
    void metricsNameEveryPathThatOpenApiHas() throws Exception {
        try (ServerFixture fixture = new ServerFixture()) {
            fixture.get("/no-such-path");
            double others = others(fixture);
            List<String> paths = new ArrayList<>();
            ServerFixture.json(fixture.get("/openapi.json").body())
                    .path("paths")
                    .fieldNames()
                    .forEachRemaining(paths::add);

            for (String path : paths) {
                fixture.get(path.replaceAll("\\{\\w+}", "x"));
            }

            assertThat(paths).hasSizeGreaterThan(10);
            assertThat(others(fixture)).as("requests of no route").isEqualTo(others);
            fixture.get("/no-such-path");
            assertThat(others(fixture)).isEqualTo(others + 1);
        }
    }

    /** Requests that the metrics count to no route, of all servers that this process has had. */
    private static double others(ServerFixture fixture) throws Exception {
        return OTHER.matcher(fixture.get("/metrics").body())
                .results()
                .map(MatchResult::group)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
