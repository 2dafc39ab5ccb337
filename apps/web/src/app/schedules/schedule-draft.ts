import {
  MissedPolicy,
  OverlapPolicy,
  ScanPriority,
  ScheduleAgainst,
  type RequestOf,
  type Schedule,
  type schedulesApi,
} from '@scanfleet/contracts';
import { newRecurrence, type RecurrenceDraft } from '../recurrence/recurrence-draft.js';
import { draftOf, recurrenceOf } from '../recurrence/recurrence-request.js';
import { readWorkers, writeWorkers } from '../sites/workers-picker.js';

/** A schedule as its form has it. Ids are empty while nothing is chosen. */
export interface ScheduleDraft {
  readonly name: string;
  readonly description: string;
  readonly siteId: string;
  readonly against: ScheduleAgainst;
  readonly commandId: string;
  /** As `writeWorkers` makes it. */
  readonly workers: string;
  readonly priority: ScanPriority;
  readonly maxRate: number | null;
  readonly randomised: boolean;
  readonly timeLimitMinutes: number | null;
  readonly recurrence: RecurrenceDraft;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
  readonly jitterSeconds: number | null;
  readonly enabled: boolean;
}

export type CreateSchedule = NonNullable<RequestOf<typeof schedulesApi.create>['body']>;
export type UpdateSchedule = NonNullable<RequestOf<typeof schedulesApi.update>['body']>;

/** The form of a new schedule. */
export function newSchedule({ siteId, now, zone }: { siteId: string; now: Date; zone: string }): ScheduleDraft {
  return {
    name: '',
    description: '',
    siteId,
    against: ScheduleAgainst.Site,
    commandId: '',
    workers: '',
    priority: ScanPriority.Normal,
    maxRate: null,
    randomised: false,
    timeLimitMinutes: null,
    recurrence: newRecurrence(now, zone),
    missed: MissedPolicy.Once,
    overlap: OverlapPolicy.Skip,
    jitterSeconds: 0,
    enabled: true,
  };
}

/** The form of a schedule that exists. */
export function scheduleDraft(schedule: Schedule): ScheduleDraft {
  const { name, description, against, priority, maxRate, randomised, timeLimitMinutes } = schedule;
  const { missed, overlap, jitterSeconds, enabled } = schedule;
  return {
    name,
    description,
    siteId: schedule.site.id,
    against,
    commandId: schedule.command?.id ?? '',
    workers: writeWorkers({ pool: schedule.pool, engine: schedule.engine }),
    priority,
    maxRate,
    randomised,
    timeLimitMinutes,
    recurrence: draftOf(schedule.recurrence),
    missed,
    overlap,
    jitterSeconds,
    enabled,
  };
}

/** The request that creates what a draft says. */
export function createRequestOf(draft: ScheduleDraft): CreateSchedule {
  const { workers, recurrence, commandId, jitterSeconds, ...same } = draft;
  const { poolId, engineId } = readWorkers(workers);
  return {
    ...same,
    commandId: commandId || null,
    poolId: poolId ?? null,
    engineId: engineId ?? null,
    jitterSeconds: jitterSeconds ?? 0,
    recurrence: recurrenceOf(recurrence),
  };
}

/** The request that makes a schedule what a draft says. A recurrence that stays is not given anew: that would move its start. */
export function updateRequestOf(draft: ScheduleDraft, schedule: Schedule): UpdateSchedule {
  const { recurrence, ...others } = createRequestOf(draft);
  const before = recurrenceOf(draftOf(schedule.recurrence));
  return JSON.stringify(recurrence) === JSON.stringify(before) ? others : { ...others, recurrence };
}
