import { BlackoutScope, type Blackout, type RequestOf, type blackoutsApi } from '@scanfleet/contracts';
import { newRecurrence, type RecurrenceDraft } from '../recurrence/recurrence-draft.js';
import { draftOf, recurrenceOf } from '../recurrence/recurrence-request.js';
import { joinMinutes, splitMinutes } from './duration-words.js';

/** A blackout as its form has it. Ids are empty while nothing is chosen. */
export interface BlackoutDraft {
  readonly name: string;
  readonly reason: string;
  readonly scope: BlackoutScope;
  readonly siteId: string;
  readonly engineId: string;
  readonly recurrence: RecurrenceDraft;
  readonly hours: number | null;
  readonly minutes: number | null;
  readonly enabled: boolean;
}

export type CreateBlackout = NonNullable<RequestOf<typeof blackoutsApi.create>['body']>;
export type UpdateBlackout = NonNullable<RequestOf<typeof blackoutsApi.update>['body']>;

/** The form of a new blackout: of a site when it comes from there, else for everything. */
export function newBlackout({ siteId, now, zone }: { siteId: string; now: Date; zone: string }): BlackoutDraft {
  return {
    name: '',
    reason: '',
    scope: siteId === '' ? BlackoutScope.Global : BlackoutScope.Site,
    siteId,
    engineId: '',
    recurrence: newRecurrence(now, zone),
    hours: 2,
    minutes: 0,
    enabled: true,
  };
}

/** The form of a blackout that exists. */
export function blackoutDraft(blackout: Blackout): BlackoutDraft {
  return {
    name: blackout.name,
    reason: blackout.reason,
    scope: blackout.scope,
    siteId: blackout.site?.id ?? '',
    engineId: blackout.engine?.id ?? '',
    recurrence: draftOf(blackout.recurrence),
    ...splitMinutes(blackout.durationMinutes),
    enabled: blackout.enabled,
  };
}

/** The request that creates what a draft says. */
export function createBlackoutOf(draft: BlackoutDraft): CreateBlackout {
  const { name, reason, scope, siteId, engineId, enabled } = draft;
  return {
    name,
    reason,
    scope,
    ...(scope === BlackoutScope.Site && { siteId }),
    ...(scope === BlackoutScope.Engine && { engineId }),
    recurrence: recurrenceOf(draft.recurrence),
    durationMinutes: joinMinutes(draft),
    enabled,
  };
}

/** The request that makes a blackout what a draft says. What it holds for stays, and so does a recurrence that was not changed. */
export function updateBlackoutOf(draft: BlackoutDraft, blackout: Blackout): UpdateBlackout {
  const { name, reason, recurrence, durationMinutes, enabled } = createBlackoutOf(draft);
  const before = recurrenceOf(draftOf(blackout.recurrence));
  const isSame = JSON.stringify(recurrence) === JSON.stringify(before);
  return { name, reason, durationMinutes, enabled, ...(!isSame && { recurrence }) };
}
