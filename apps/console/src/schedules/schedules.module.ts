import { Module } from '@nestjs/common';
import { BlackoutsModule } from '../blackouts/blackouts.module.js';
import { ScansModule } from '../scans/scans.module.js';
import { DueCases } from './due-case.js';
import { NextRuns } from './next-runs.js';
import { OccurrenceDecider } from './occurrence-decider.js';
import { QueuedRuns } from './queued-runs.js';
import { RunBook } from './run-book.js';
import { RunForecast } from './run-forecast.js';
import { RunRetention } from './run-retention.js';
import { ScheduleCalendars } from './schedule-calendar.js';
import { ScheduleDesk } from './schedule-desk.js';
import { ScheduleFigures } from './schedule-figures.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleStore } from './schedule-store.js';
import { Scheduler } from './scheduler.js';
import { SchedulesController } from './schedules.controller.js';

@Module({
  imports: [BlackoutsModule, ScansModule],
  controllers: [SchedulesController],
  providers: [
    ScheduleFigures,
    RunBook,
    RunRetention,
    DueCases,
    OccurrenceDecider,
    QueuedRuns,
    Scheduler,
    ScheduleStore,
    ScheduleQueries,
    ScheduleDesk,
    RunForecast,
    NextRuns,
    ScheduleCalendars,
  ],
})
export class SchedulesModule {}
