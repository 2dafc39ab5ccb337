import { Controller } from '@nestjs/common';
import {
  type InputOf,
  type Page,
  type ResponseOf,
  type Scan,
  type Schedule,
  type ScheduleCalendar,
  type SchedulePreview,
  type ScheduleRun,
  schedulesApi,
} from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { NextRuns } from './next-runs.js';
import { ScheduleCalendars } from './schedule-calendar.js';
import { ScheduleDesk } from './schedule-desk.js';
import { ScheduleQueries } from './schedule-queries.js';

@Controller()
export class SchedulesController {
  constructor(
    private readonly queries: ScheduleQueries,
    private readonly desk: ScheduleDesk,
    private readonly nextRuns: NextRuns,
    private readonly calendars: ScheduleCalendars,
  ) {}

  @Serve(schedulesApi.list)
  list(@Input() input: InputOf<typeof schedulesApi.list>): Promise<Page<Schedule>> {
    return this.queries.list(input.query);
  }

  @Serve(schedulesApi.create)
  create(@Input() input: InputOf<typeof schedulesApi.create>, @CurrentCaller() caller: Caller): Promise<Schedule> {
    return this.desk.create(input.body, nameOf(caller));
  }

  @Serve(schedulesApi.preview)
  preview(@Input() input: InputOf<typeof schedulesApi.preview>): Promise<SchedulePreview> {
    return this.nextRuns.preview(input.body);
  }

  @Serve(schedulesApi.calendar)
  calendar(@Input() input: InputOf<typeof schedulesApi.calendar>): Promise<ScheduleCalendar> {
    return this.calendars.between(input.query);
  }

  @Serve(schedulesApi.get)
  get(@Input() input: InputOf<typeof schedulesApi.get>): Promise<Schedule> {
    return this.queries.get(input.params.scheduleId);
  }

  @Serve(schedulesApi.update)
  update(@Input() input: InputOf<typeof schedulesApi.update>): Promise<Schedule> {
    return this.desk.update(input.params.scheduleId, input.body);
  }

  @Serve(schedulesApi.remove)
  remove(@Input() input: InputOf<typeof schedulesApi.remove>): Promise<void> {
    return this.desk.remove(input.params.scheduleId);
  }

  @Serve(schedulesApi.run)
  run(@Input() input: InputOf<typeof schedulesApi.run>, @CurrentCaller() caller: Caller): Promise<Scan> {
    return this.desk.run(input.params.scheduleId, nameOf(caller));
  }

  @Serve(schedulesApi.nextRun)
  nextRun(@Input() input: InputOf<typeof schedulesApi.nextRun>): Promise<ResponseOf<typeof schedulesApi.nextRun>> {
    return this.nextRuns.of(input.params.scheduleId, input.query.count);
  }

  @Serve(schedulesApi.runs)
  runs(@Input() input: InputOf<typeof schedulesApi.runs>): Promise<Page<ScheduleRun>> {
    return this.queries.runs(input.params.scheduleId, input.query);
  }
}

function nameOf(caller: Caller): string {
  return 'name' in caller ? caller.name : caller.kind;
}
