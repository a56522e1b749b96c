package dev.tidemark.doctor;

import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.feature.ErrorCode;
import dev.tidemark.feature.FeatureStoreException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One condition that must hold.
 *
 * @param remedy the way to repair it, for failures that do not name one
 * @param needs the checks that must have passed before; after a failure of one, this check could only repeat the same
 *     failure
 */
record Check(String name, Probe probe, String remedy, List<String> needs) {
    private static final Set<ErrorCode> NAMES_A_SETTING =
            Set.of(ErrorCode.INVALID_CONFIGURATION, ErrorCode.INVALID_DEFINITION);

    Check {
        needs = List.copyOf(needs);
    }

    static Check of(String name, Probe probe, String remedy, String... needs) {
        return new Check(name, probe, remedy, Arrays.asList(needs));
    }

    /** Checks the condition and returns what it found; throws if the condition does not hold. */
    @FunctionalInterface
    interface Probe {
        String look() throws IOException;
    }

    /** @param failed the checks that failed before */
    Finding run(Set<String> failed) {
        Optional<String> missing = needs.stream().filter(failed::contains).findFirst();
        if (missing.isPresent()) {
            return new Finding(
                    name, false, "not tried: it needs " + missing.get(), "Mend '%s' first".formatted(missing.get()));
        }
        try {
            return new Finding(name, true, probe.look(), "");
        } catch (CheckFailedException e) {
            return failure(e, e.remedy());
        } catch (ConfigurationException e) {
            return failure(e, "Correct what is named");
        } catch (FeatureStoreException e) {
            return failure(e, NAMES_A_SETTING.contains(e.code()) ? "Correct what is named" : remedy);
        } catch (IOException | RuntimeException e) {
            return failure(e, remedy);
        }
    }

    private Finding failure(Exception failure, String what) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new Finding(name, false, message.lines().findFirst().orElse(""), what);
    }
}
