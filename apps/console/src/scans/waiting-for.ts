import type { FailureReason, ScannerName } from '@scanfleet/contracts';
import type { AddressSet } from '@scanfleet/targets';
import { type OpenBlackout, sayBlackout } from './say-blackout.js';

type Blackout = Pick<OpenBlackout, 'name' | 'until'>;

/** What is known of an engine that might take a shard. */
export interface EngineFacts {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly approved: boolean;
  /** It gets nothing new. */
  readonly draining: boolean;
  /** Ids of the pools that it is in. */
  readonly pools: readonly string[];
  /** The shards that it may have at a time when it has as many; else null. */
  readonly fullAt: number | null;
  readonly online: boolean;
  /** The open blackout of its own. */
  readonly blackout: Blackout | null;
  /** Scanners that it has and that its owner allows. */
  readonly scanners: readonly string[];
  /** What its owner allows it to scan. */
  readonly allowed: AddressSet;
  readonly allowedText: string;
  readonly fingerprint: string;
}

/** What a shard needs. */
export interface WaitingShard {
  readonly zoneName: string;
  readonly scanner: ScannerName;
  /** What is left of it to scan. */
  readonly addresses: AddressSet;
  readonly pinnedEngineId: string | null;
  /** The pool whose engines alone may take it. */
  readonly pool: { readonly id: string; readonly name: string } | null;
  /** The open blackout of its scan. */
  readonly blackout: Blackout | null;
  /** A limit or budget of its scan that is used up, in a sentence; null while there is room. */
  readonly full: string | null;
  readonly notBefore: Date | null;
  readonly attempts: number;
  readonly detail: string | null;
  readonly refusedBy: Readonly<
    Record<string, { reason: FailureReason; detail: string; fingerprint: string; until: string | null }>
  >;
}

/** Says in a sentence what a queued shard waits for. */
export function waitingFor(shard: WaitingShard, engines: readonly EngineFacts[], now: Date): string {
  if (shard.blackout !== null) return `Held by ${sayBlackout(shard.blackout)}.`;
  if (shard.notBefore !== null && shard.notBefore > now) {
    const seconds = Math.ceil((shard.notBefore.getTime() - now.getTime()) / 1000);
    return `Waits ${seconds} s before it is tried again${shard.detail ? `. ${shard.detail}` : '.'}`;
  }
  const pinned = engines.find(({ id }) => id === shard.pinnedEngineId);
  if (pinned) return waitingForEngine(shard, pinned, now);
  if (shard.pinnedEngineId !== null) return 'Waits for an engine that was retired: stop this scan and start a new one.';
  const { pool } = shard;
  const place = `an engine ${pool ? `of the pool ${pool.name}` : `in zone ${shard.zoneName}`}`;
  const members = pool ? engines.filter(({ pools }) => pools.includes(pool.id)) : engines;
  if (members.length === 0) return `Waits for ${place}: there is none.`;
  const online = members.filter((engine) => engine.online);
  if (online.length === 0) return `Waits for ${place}: none is online.`;
  const enabled = online.filter((engine) => engine.enabled);
  if (enabled.length === 0) return `Waits for ${place}: all that are online are disabled.`;
  const approved = enabled.filter((engine) => engine.approved);
  if (approved.length === 0) return `Waits for ${place}: all that are online wait for approval.`;
  const staying = approved.filter((engine) => !engine.draining);
  if (staying.length === 0) return `Waits for ${place}: all that are online are draining.`;
  const equipped = staying.filter((engine) => engine.scanners.includes(shard.scanner));
  if (equipped.length === 0) return `Waits for ${place} that has ${shard.scanner}: none that is online has.`;
  const allowing = equipped.filter((engine) => engine.allowed.containsSet(shard.addresses));
  if (allowing.length === 0) {
    return `Waits for ${place} that may scan its addresses: ${listed(equipped.map(limits))}.`;
  }
  const willing = allowing.filter((engine) => refusal(shard, engine, now) === undefined);
  if (willing.length === 0) {
    const reasons = allowing.map((engine) => `${engine.name}: ${refusal(shard, engine, now)}`);
    return `Every engine of zone ${shard.zoneName} that could take it refused it. ${listed(reasons)}`;
  }
  const awake = willing.filter(({ blackout }) => blackout === null);
  if (awake.length === 0) return waitingForBlackouts(willing);
  if (shard.full !== null) return shard.full;
  const below = awake.filter(({ fullAt }) => fullAt === null);
  if (below.length === 0) return waitingForLimit(awake);
  return `Waits for a free slot of ${listed(below.map(({ name }) => name))}.`;
}

/** All of these engines have a blackout. */
function waitingForBlackouts(engines: readonly EngineFacts[]): string {
  const said = engines.flatMap(({ name, blackout }) =>
    blackout ? [`${name} is held by ${sayBlackout(blackout)}`] : [],
  );
  return `Waits for its engines: ${listed(said)}.`;
}

/** All of these engines have as many shards as they may have. */
function waitingForLimit(engines: readonly EngineFacts[]): string {
  const limits = engines.map(({ name, fullAt }) => `${name} (its limit is ${fullAt})`);
  return `Waits for a shard of ${listed(limits)} to end.`;
}

function waitingForEngine(shard: WaitingShard, engine: EngineFacts, now: Date): string {
  if (!engine.online) return `Waits for the engine ${engine.name}: it is not online.`;
  if (!engine.enabled) return `Waits for the engine ${engine.name}: it is disabled.`;
  if (!engine.approved) return `Waits for the engine ${engine.name}: it waits for approval.`;
  if (engine.draining) return `Waits for the engine ${engine.name}: it is draining.`;
  if (!engine.scanners.includes(shard.scanner)) {
    return `Waits for the engine ${engine.name}: it has no ${shard.scanner}, or its owner does not allow it.`;
  }
  if (!engine.allowed.containsSet(shard.addresses)) {
    return `Waits for the engine ${engine.name} to be allowed to scan its addresses: ${limits(engine)}.`;
  }
  const reason = refusal(shard, engine, now);
  if (reason !== undefined) return `The engine ${engine.name} refused it. ${reason}`;
  if (engine.blackout) return waitingForBlackouts([engine]);
  if (shard.full !== null) return shard.full;
  if (engine.fullAt !== null) return waitingForLimit([engine]);
  return `Waits for a free slot of ${engine.name}.`;
}

/** Why an engine is not asked again, if it is not. */
function refusal(shard: WaitingShard, engine: EngineFacts, now: Date): string | undefined {
  const given = shard.refusedBy[engine.id];
  if (given?.fingerprint !== engine.fingerprint) return undefined;
  if (given.until !== null && new Date(given.until) <= now) return undefined;
  return `${given.reason} (${given.detail})`;
}

function limits(engine: EngineFacts): string {
  return `${engine.name} allows ${engine.allowedText || 'nothing'} only`;
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join('; ');
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown;
}
