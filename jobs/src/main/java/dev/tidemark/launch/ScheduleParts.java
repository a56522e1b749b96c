package dev.tidemark.launch;

import dev.tidemark.conf.Settings;
import dev.tidemark.registry.Registry;
import dev.tidemark.run.Runs;
import dev.tidemark.schedule.Crons;
import dev.tidemark.schedule.RequestLogWork;
import dev.tidemark.schedule.Schedule;
import dev.tidemark.schedule.ScheduleConfig;
import dev.tidemark.schedule.ScheduledUpdate;
import dev.tidemark.terminal.Console;
import java.time.InstantSource;

/** Builds a schedule. All parts are opened first, because the schedule has several threads. */
record ScheduleParts(MetadataParts metadata, OfflineParts offline, OnlineParts online) {
    Schedule schedule(Settings settings, Console console, InstantSource clock) {
        Runs impatient = metadata.runsWithoutPatience();
        Registry registry = metadata.registry();
        ScheduleConfig config = ScheduleConfig.from(settings);
        ScheduledUpdate groups = new ScheduledUpdate(
                registry,
                offline.planner(),
                offline.materialization(impatient),
                offline.ingestion(impatient),
                online.sync(impatient),
                console.progress()::step);
        return Schedule.open(
                metadata.database().dataSource(),
                config,
                () -> RequestLogWork.crons(Crons.of(registry.readableGroups()), config.requestLog()),
                new RequestLogWork(offline.requestLogIngestion(impatient), groups),
                clock);
    }
}
