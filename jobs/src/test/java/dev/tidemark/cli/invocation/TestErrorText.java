package dev.tidemark.cli.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.feature.ErrorCode;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

final class TestErrorText {
    @Test
    void anErrorIsOneLineWithWhatToDo() {
        assertThat(message(new StackOverflowError()))
                .startsWith("The stack of a thread is full (StackOverflowError): ")
                .endsWith("TIDEMARK_JAVA_OPTIONS='-Xms512m -Xmx2g -Xss16m'");
        assertThat(message(new OutOfMemoryError("Java heap space")))
                .isEqualTo("Out of memory (Java heap space); give the command more:"
                        + " TIDEMARK_JAVA_OPTIONS='-Xms512m -Xmx4g'");
        assertThat(message(new NoClassDefFoundError("shop/Money")))
                .startsWith("A class cannot be used (NoClassDefFoundError: shop/Money): it is missing, or ")
                .endsWith("TIDEMARK_CLASSPATH");
        assertThat(message(new ServiceConfigurationError("x.Y: Provider x.Z not found")))
                .isEqualTo("ServiceConfigurationError: x.Y: Provider x.Z not found");
        assertThat(message(new AssertionError("\n\nFirst words\nand more"))).isEqualTo("AssertionError: First words");
    }

    @Test
    void anErrorIsFoundInsideOfWhatItWasWrappedIn() {
        Exception wrapped = new IllegalStateException("x", new ExecutionException(new StackOverflowError()));

        assertThat(message(wrapped)).startsWith("The stack of a thread is full");
        assertThat(ErrorText.of(wrapped).orElseThrow().code()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
        assertThat(ErrorText.of(new IllegalStateException("x"))).isEmpty();
    }

    private static String message(Throwable failure) {
        return ErrorText.of(failure).orElseThrow().getMessage();
    }
}
