package dev.tidemark.project;

import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles feature definitions with the compiler of the JDK that runs this process. */
record FeatureCompilation(List<String> classPath, int release) {

    /**
     * Compiles all files together.
     *
     * @return the class files by binary name
     * @throws FeatureStoreException with code INVALID_DEFINITION and the compiler's messages
     */
    Map<String, byte[]> compile(FeatureSources sources) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new FeatureStoreException(
                    ErrorCode.INVALID_CONFIGURATION,
                    ("The Java at %s has no compiler, which the feature definitions in '%s' need; set JAVA_HOME to a JDK,"
                                    + " or compile them and name their jar in TIDEMARK_CLASSPATH")
                            .formatted(System.getProperty("java.home"), sources.folder()));
        }
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                ClassFiles classes = new ClassFiles(files)) {
            boolean isCompiled = compiler.getTask(
                            messages,
                            classes,
                            null,
                            options(),
                            null,
                            files.getJavaFileObjectsFromPaths(sources.files().keySet()))
                    .call();
            if (!isCompiled) {
                throw new FeatureStoreException(
                        ErrorCode.INVALID_DEFINITION,
                        "The feature definitions in '%s' do not compile:%n%s"
                                .formatted(sources.folder(), messages.toString().strip()));
            }
            return classes.byName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> options() {
        return List.of(
                "--release",
                String.valueOf(release),
                "-proc:none",
                "-g",
                "-nowarn",
                "-Xmaxerrs",
                "1000",
                "-classpath",
                String.join(File.pathSeparator, classPath));
    }
}
