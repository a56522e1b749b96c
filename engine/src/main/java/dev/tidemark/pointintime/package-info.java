/**
 * The point-in-time join: each label row with the feature values that held at its instant.
 *
 * <p>Published: users may rely on {@link JoinExplanation}, {@link JoinedGroup}, {@link LabelComputation}, {@link
 * PlanChoice}, {@link PointInTimeJoin}, {@link ScanBounds} and {@link Ties}.
 */
@NullMarked
package dev.tidemark.pointintime;

import org.jspecify.annotations.NullMarked;
