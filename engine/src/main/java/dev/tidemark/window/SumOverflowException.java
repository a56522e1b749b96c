package dev.tidemark.window;

/** Signals a sum of whole numbers that does not fit INT64. */
final class SumOverflowException extends ArithmeticException {
    SumOverflowException() {
        super("the sum of whole numbers does not fit INT64; declare the feature FLOAT64");
    }
}
