import { ChangeKind } from '@scanfleet/contracts';
import { listedPorts } from './describe-change.js';
import { type FoundChange, stateAfter, stateBefore } from './found-change.js';

/** What a second look, and all that is known since, says about a change. */
export interface SecondSight {
  readonly look: 'hosts' | 'ports';
  /** Whether the look was allowed to reach the address. */
  readonly reached: boolean;
  /** How the look saw the host; null = not at all. */
  readonly seen: { readonly status: string; readonly timedOut: boolean } | null;
  /** Whether host discovery has ever found the host. */
  readonly answersDiscovery: boolean;
  /** State of the port of the change, now. */
  readonly portState: string | null;
  /** Open TCP ports of a new host, now. */
  readonly openPorts: readonly number[];
  /** The last change of the same thing since. */
  readonly later: Pick<FoundChange, 'kind' | 'after'> | null;
}

/** A change is still so, or is not any more, or nobody knows and why. */
export type Verdict =
  | { readonly kind: 'holds'; readonly change: FoundChange }
  | { readonly kind: 'undone' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Whether a change is still so after a second look. Pure. */
export function judgeChange(change: FoundChange, sight: SecondSight): Verdict {
  if (!sight.reached) return { kind: 'unknown', why: 'it is excluded from scans now' };
  return sight.look === 'hosts' ? judgeHost(change, sight) : judgePorts(change, sight);
}

function judgeHost(change: FoundChange, { seen, answersDiscovery }: SecondSight): Verdict {
  const isUp = seen?.status === 'up';
  const wasUp = change.kind === ChangeKind.HostNew || change.kind === ChangeKind.HostUp;
  if (isUp === wasUp) return { kind: 'holds', change };
  if (isUp || answersDiscovery) return { kind: 'undone' };
  return { kind: 'unknown', why: 'only port scans have ever found this host, so its silence means nothing' };
}

function judgePorts(change: FoundChange, sight: SecondSight): Verdict {
  const { seen, portState, openPorts, later } = sight;
  if (seen === null) return { kind: 'unknown', why: 'the second look did not get to it' };
  if (seen.timedOut) return { kind: 'unknown', why: 'the second look took too long and was given up' };
  const isOpen = portState === 'open';
  switch (change.kind) {
    case ChangeKind.HostNew:
      return verdict(
        change,
        listedPorts(change.after).some(({ protocol, port }) => protocol === 'tcp' && openPorts.includes(port)),
      );
    case ChangeKind.PortOpened:
      return verdict(change, isOpen);
    case ChangeKind.PortClosed:
      return verdict(change, !isOpen);
    default: {
      if (!isOpen || (later && stateAfter(later) === stateBefore(change))) return { kind: 'undone' };
      return { kind: 'holds', change: later ? { ...change, after: later.after } : change };
    }
  }
}

function verdict(change: FoundChange, holds: boolean): Verdict {
  return holds ? { kind: 'holds', change } : { kind: 'undone' };
}
