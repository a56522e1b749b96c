import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Downloads one file, where neither curl nor wget is installed. Run by ./mvnw from its source. */
final class Fetch {
    private Fetch() {}

    public static void main(String[] arguments) throws Exception {
        try (InputStream content = URI.create(arguments[0]).toURL().openStream()) {
            Files.copy(content, Path.of(arguments[1]));
        }
    }
}
