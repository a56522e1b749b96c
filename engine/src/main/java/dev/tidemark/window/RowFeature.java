package dev.tidemark.window;

import java.io.Serializable;

/** One value of a row: a function over the events of a window, or an expression over other values of the row. */
public sealed interface RowFeature extends Serializable permits WindowedFeature, DerivedFeature {}
