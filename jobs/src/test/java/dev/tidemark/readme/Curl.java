package dev.tidemark.readme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/** Sends what a printed {@code curl} line sends, where there is no curl; of curl it knows what the pages use. */
final class Curl {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private Curl() {}

    static boolean isThere() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0;
    }

    static String send(String line) throws IOException, InterruptedException {
        Iterator<String> words = words(line).iterator();
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String type = "application/x-www-form-urlencoded";
        String body = null;
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "curl", "-s" -> {}
                case "-H" -> {
                    String[] header = words.next().split(": ", 2);
                    if (header[0].equals("Content-Type")) {
                        type = header[1];
                    } else {
                        request.header(header[0], header[1]);
                    }
                }
                case "-d" -> body = words.next();
                default -> request.uri(URI.create(word.startsWith("http") ? word : "http://" + word));
            }
        }
        if (body != null) {
            request.header("Content-Type", type).POST(BodyPublishers.ofString(body));
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
    }
}
