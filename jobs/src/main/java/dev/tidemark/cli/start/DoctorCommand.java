package dev.tidemark.cli.start;

import dev.tidemark.cli.invocation.Invocation;
import dev.tidemark.conf.ConfigurationException;
import dev.tidemark.doctor.Doctor;
import dev.tidemark.doctor.Finding;
import dev.tidemark.launch.Application;
import dev.tidemark.terminal.Report;
import dev.tidemark.terminal.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks that everything that the commands need is available. */
@Command(
        name = "doctor",
        abbreviateSynopsis = true,
        description = {
            "Checks that this machine has what the commands need.",
            "Looks at the JDK, the settings, the metadata database, the definitions, Spark, the warehouse, Redis and the server's port, and says what to do about each fault."
        },
        footer = "tidemark doctor")
public final class DoctorCommand implements Callable<Integer> {
    private final Invocation invocation;

    public DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        Table table = Table.of("check", "result", "found", "what to do");
        findings.forEach(finding ->
                table.row(finding.check(), finding.passed() ? "ok" : "fail", finding.found(), finding.remedy()));
        long failed = findings.stream().filter(finding -> !finding.passed()).count();
        invocation
                .console()
                .show(new Report()
                        .table("checks", table)
                        .remark(failed == 0 ? "All is well." : "%d check(s) failed.".formatted(failed)));
        return failed == 0 ? 0 : Invocation.FAILED;
    }

    private List<Finding> findings() {
        try (Application application = invocation.open()) {
            return new Doctor(application).examine();
        } catch (ConfigurationException e) {
            return List.of(new Finding(
                    "settings",
                    false,
                    String.valueOf(e.getMessage()),
                    "Correct the file or the variable that is named"));
        }
    }
}
