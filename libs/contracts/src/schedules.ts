import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import {
  description,
  displayName,
  empty,
  listQuery,
  packetRate,
  pageOf,
  reference,
  timestamp,
  uuid,
  writtenText,
} from './primitives.js';
import { recurrence, recurrenceRequest, timeWindow } from './recurrence.js';
import { scan, scanPriority, ScanPriority, scanState } from './scans.js';

/** What a schedule scans: the targets of its site, or those hosts of it that are known and not gone. */
export const ScheduleAgainst = { Site: 'site', LiveHosts: 'live_hosts' } as const;
export type ScheduleAgainst = (typeof ScheduleAgainst)[keyof typeof ScheduleAgainst];

/** What becomes of occurrences that could not run in time: console down, blackout. */
export const MissedPolicy = { Skip: 'skip', Once: 'once', All: 'all' } as const;
export type MissedPolicy = (typeof MissedPolicy)[keyof typeof MissedPolicy];

/** What becomes of an occurrence while the schedule's last scan still works. `replace` cancels that scan. */
export const OverlapPolicy = { Skip: 'skip', Queue: 'queue', Replace: 'replace' } as const;
export type OverlapPolicy = (typeof OverlapPolicy)[keyof typeof OverlapPolicy];

/** Why an occurrence did not become a scan. */
export const SkipReason = {
  /** The consoles were down, or too busy, when it was due. */
  Late: 'late',
  Overlap: 'overlap',
  Blackout: 'blackout',
  /** The scan could not be planned; `detail` says why. */
  Refused: 'refused',
  SiteDisabled: 'site_disabled',
} as const;
export type SkipReason = (typeof SkipReason)[keyof typeof SkipReason];

/** What was decided about one occurrence, or about several that were skipped together. */
export const scheduleRun = z.object({
  id: uuid,
  kind: z.enum(['scheduled', 'manual']),
  occurrenceAt: timestamp,
  /** The last of `occurrences`; the same as `occurrenceAt` for one. */
  lastOccurrenceAt: timestamp,
  occurrences: z.number().int(),
  /** `queued` waits for the scan before it. */
  outcome: z.enum(['queued', 'started', 'skipped']),
  reason: z.enum(SkipReason).nullable(),
  detail: z.string().nullable(),
  scan: z.object({ id: uuid, state: scanState, partial: z.boolean() }).nullable(),
  decidedAt: timestamp,
});
export type ScheduleRun = z.infer<typeof scheduleRun>;

export const schedule = z.object({
  id: uuid,
  name: z.string(),
  description: z.string(),
  site: reference,
  against: z.enum(ScheduleAgainst),
  /** Null = the default command of the site. */
  command: reference.nullable(),
  engine: reference.nullable(),
  pool: reference.nullable(),
  priority: scanPriority,
  maxRate: z.number().int().nullable(),
  randomised: z.boolean(),
  timeLimitMinutes: z.number().int().nullable(),
  recurrence,
  /** The recurrence said in words. */
  words: z.string(),
  missed: z.enum(MissedPolicy),
  overlap: z.enum(OverlapPolicy),
  /** Each run starts up to so many seconds later, by chance. */
  jitterSeconds: z.number().int(),
  enabled: z.boolean(),
  /** When the next run is due, its jitter included; null when disabled or when no occurrence is left. */
  nextRunAt: timestamp.nullable(),
  /** Its last occurrence has passed: it does not run any more unless it gets a new recurrence. */
  ended: z.boolean(),
  /** Why it will not run although it is enabled and has not ended, in a sentence: its site is disabled. */
  problem: z.string().nullable(),
  lastRun: scheduleRun.nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Schedule = z.infer<typeof schedule>;

const jitterSeconds = z
  .number()
  .int('must be whole')
  .min(0, 'must be at least 0')
  .max(86_400, 'must be at most 86400 (a day)');
const timeLimitMinutes = z.number().int().min(1, 'must be at least 1').max(100_000, 'must be at most 100000');
const eitherWorker = {
  check: (request: { engineId?: string | null | undefined; poolId?: string | null | undefined }) =>
    !request.engineId || !request.poolId,
  say: { message: 'give either engineId or poolId', path: ['poolId'] },
};

export const createScheduleRequest = z
  .object({
    name: displayName,
    description: description.default(''),
    siteId: uuid,
    against: z.enum(ScheduleAgainst).default(ScheduleAgainst.Site),
    commandId: uuid.nullable().default(null),
    engineId: uuid.nullable().default(null),
    poolId: uuid.nullable().default(null),
    priority: scanPriority.default(ScanPriority.Normal),
    maxRate: packetRate.nullable().default(null),
    randomised: z.boolean().default(false),
    timeLimitMinutes: timeLimitMinutes.nullable().default(null),
    recurrence: recurrenceRequest,
    missed: z.enum(MissedPolicy).default(MissedPolicy.Once),
    overlap: z.enum(OverlapPolicy).default(OverlapPolicy.Skip),
    jitterSeconds: jitterSeconds.default(0),
    enabled: z.boolean().default(true),
  })
  .strict()
  .refine(eitherWorker.check, eitherWorker.say);
export type CreateScheduleRequest = z.output<typeof createScheduleRequest>;

export const updateScheduleRequest = z
  .object({
    name: displayName.optional(),
    description: description.optional(),
    siteId: uuid.optional(),
    against: z.enum(ScheduleAgainst).optional(),
    commandId: uuid.nullable().optional(),
    engineId: uuid.nullable().optional(),
    poolId: uuid.nullable().optional(),
    priority: scanPriority.optional(),
    maxRate: packetRate.nullable().optional(),
    randomised: z.boolean().optional(),
    timeLimitMinutes: timeLimitMinutes.nullable().optional(),
    recurrence: recurrenceRequest.optional(),
    missed: z.enum(MissedPolicy).optional(),
    overlap: z.enum(OverlapPolicy).optional(),
    jitterSeconds: jitterSeconds.optional(),
    enabled: z.boolean().optional(),
  })
  .strict()
  .refine(eitherWorker.check, eitherWorker.say);
export type UpdateScheduleRequest = z.output<typeof updateScheduleRequest>;

/** A run to come, with what it would meet. */
export const plannedRun = z.object({
  at: timestamp,
  /** The same in the schedule's own zone, `2026-03-29T03:30:00+02:00`. */
  local: z.string(),
  /** Blackouts that are open then. */
  blackouts: z.array(reference),
  /** Schedules of the same site, itself among them, whose run would still be working, judged by how long their scans took. */
  collidesWith: z.array(reference),
});
export type PlannedRun = z.infer<typeof plannedRun>;

export const previewScheduleRequest = z
  .object({
    recurrence: recurrenceRequest,
    /** With the site (and the schedule that is edited), the preview says what each run would meet. */
    siteId: uuid.optional(),
    engineId: uuid.nullable().optional(),
    scheduleId: uuid.optional(),
    count: z.number().int().min(1).max(100).default(10),
  })
  .strict();
export const schedulePreview = z.object({
  recurrence,
  words: z.string(),
  runs: z.array(plannedRun),
});
export type SchedulePreview = z.infer<typeof schedulePreview>;

/** A run, or all of a schedule on a day where there are more than 12 of them; then with what any of them would meet. */
export const calendarRun = plannedRun.extend({
  /** How many runs it stands for; null for more than 12 that were not counted, because there are too many schedules with so many. */
  count: z.number().int().nullable(),
  /** The last of them; the same as `at` for one. */
  lastAt: timestamp,
  schedule: reference,
  site: reference,
  enabled: z.boolean(),
});
export const calendarBlackout = timeWindow.extend({
  blackout: reference,
  scope: z.enum(['global', 'site', 'engine']),
  /** Name of the site or engine; null for a global one. */
  of: z.string().nullable(),
});
/** What is to come between two moments: at most 2,000 entries, and 1,000 more of disabled schedules, which do not push out others. */
export const scheduleCalendar = z.object({
  runs: z.array(calendarRun),
  blackouts: z.array(calendarBlackout),
  /** From then on runs are missing; null when all are told. */
  cutAt: timestamp.nullable(),
  /** The same of disabled schedules. */
  disabledCutAt: timestamp.nullable(),
});
export type ScheduleCalendar = z.infer<typeof scheduleCalendar>;
export type CalendarRun = z.infer<typeof calendarRun>;

const tag = 'schedules';
const params = z.object({ scheduleId: uuid });
export const scheduleListQuery = listQuery(['name', 'nextRunAt', 'createdAt', 'site', 'enabled'], {
  sortBy: 'name',
  sortOrder: 'asc',
}).extend({
  site_id: uuid.optional(),
  /** Those that name this engine themselves. */
  engine_id: uuid.optional(),
  enabled: z.enum(['true', 'false']).optional(),
  /** `false` leaves out those that do not run any more. */
  ended: z.enum(['true', 'false']).optional(),
});
export const scheduleRunListQuery = listQuery(['occurrenceAt'], { sortBy: 'occurrenceAt', sortOrder: 'desc' }).extend({
  outcome: z.enum(['queued', 'started', 'skipped']).optional(),
});
export const schedulesApi = {
  list: endpoint({
    id: 'listSchedules',
    method: 'GET',
    path: '/api/v1/schedules',
    access: Access.Viewer,
    tag,
    summary: 'List schedules',
    query: scheduleListQuery,
    response: pageOf(schedule),
  }),
  create: endpoint({
    id: 'createSchedule',
    method: 'POST',
    path: '/api/v1/schedules',
    access: Access.Operator,
    tag,
    summary: 'Create a schedule',
    body: createScheduleRequest,
    response: schedule,
    status: 201,
  }),
  preview: endpoint({
    id: 'previewSchedule',
    method: 'POST',
    path: '/api/v1/schedules/preview',
    access: Access.Viewer,
    tag,
    summary: 'Say a recurrence in words with its next runs and what they would meet, without saving it',
    body: previewScheduleRequest,
    response: schedulePreview,
  }),
  calendar: endpoint({
    id: 'getScheduleCalendar',
    method: 'GET',
    path: '/api/v1/schedules/calendar',
    access: Access.Viewer,
    tag,
    summary: 'Runs and blackouts to come between two moments, at most 62 days apart',
    query: z
      .object({
        from: timestamp,
        until: timestamp,
        site_id: uuid.optional(),
        schedule_id: uuid.optional(),
        /** IANA time zone whose days count for runs that are told as one. */
        zone: writtenText.max(64).default('UTC'),
      })
      .strict(),
    response: scheduleCalendar,
  }),
  get: endpoint({
    id: 'getSchedule',
    method: 'GET',
    path: '/api/v1/schedules/:scheduleId',
    access: Access.Viewer,
    tag,
    summary: 'Get a schedule',
    params,
    response: schedule,
  }),
  update: endpoint({
    id: 'updateSchedule',
    method: 'PATCH',
    path: '/api/v1/schedules/:scheduleId',
    access: Access.Operator,
    tag,
    summary: 'Change a schedule; its start moves only when the recurrence is given anew',
    params,
    body: updateScheduleRequest,
    response: schedule,
  }),
  remove: endpoint({
    id: 'deleteSchedule',
    method: 'DELETE',
    path: '/api/v1/schedules/:scheduleId',
    access: Access.Operator,
    tag,
    summary: 'Delete a schedule; its scans stay',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  run: endpoint({
    id: 'runScheduleNow',
    method: 'POST',
    path: '/api/v1/schedules/:scheduleId/run',
    access: Access.Operator,
    tag,
    summary: 'Start its scan now; its next run stays where it is',
    params,
    response: scan,
    status: 201,
  }),
  nextRun: endpoint({
    id: 'getNextRun',
    method: 'GET',
    path: '/api/v1/schedules/:scheduleId/next-run',
    access: Access.Viewer,
    tag,
    summary: 'When it runs next, and after that',
    params,
    query: z.object({ count: z.coerce.number().int().min(1).max(100).default(10) }).strict(),
    response: z.object({ scheduleId: uuid, nextRunAt: timestamp.nullable(), runs: z.array(plannedRun) }),
  }),
  runs: endpoint({
    id: 'listScheduleRuns',
    method: 'GET',
    path: '/api/v1/schedules/:scheduleId/runs',
    access: Access.Viewer,
    tag,
    summary: 'What became of each occurrence',
    params,
    query: scheduleRunListQuery,
    response: pageOf(scheduleRun),
  }),
} as const;
