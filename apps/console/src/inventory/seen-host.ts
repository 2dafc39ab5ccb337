import type { Observation, PortCoverage } from '@scanfleet/scan-report';
import { LARGEST_INTEGER, shorten, upTo } from '../changes/bounds.js';
import type { PortAnswers } from '../changes/diff-services.js';
import { hostFacts, openServices, type HostFacts, type ServiceFacts } from '../changes/host-facts.js';
import { keepableJson } from '../scans/ledger/postgres-text.js';
import { hostDigest } from './host-digest.js';

/** nmap's reason for a host that it was told to take for up. */
const NOT_ASKED = 'user-set';
/** States of ports that only a packet from the host can have told. */
const answers = new Set(['open', 'closed', 'unfiltered']);

/**
 * An observation made ready for the inventory: every text in it is one that Postgres can keep, every number one that its
 * column can. It does not hold on to the observation, of which a report has very many.
 */
export interface SeenHost {
  readonly address: string;
  readonly status: Observation['status'];
  readonly statusReason: string | null;
  /** False where nmap calls it up because it was told to (-Pn), and nothing has answered. */
  readonly answered: boolean;
  /** Whether host discovery found it, and not only an open port. */
  readonly discovered: boolean;
  readonly observedAt: Date;
  readonly durationMs: number | null;
  readonly rttMicros: number | null;
  readonly facts: HostFacts;
  readonly services: readonly ServiceFacts[];
  readonly answers: PortAnswers;
  readonly coverage: PortCoverage;
  readonly digest: string;
  /** The whole observation as JSON. */
  readonly data: string;
}

/**
 * @param coverage which ports the scan asked about
 * @param now upper bound of the time: an engine's clock may be ahead, and nothing is seen in the future
 */
export function seenHost(told: Observation, coverage: PortCoverage, now: Date): SeenHost {
  const raw = JSON.stringify(told);
  const data = keepableJson(raw);
  const observation = data === raw ? told : (JSON.parse(data) as Observation);
  const facts = hostFacts(observation);
  const services = openServices(observation);
  const { address, status, startedAt, endedAt, extraPorts, timedOut } = observation;
  const duration = startedAt === undefined || endedAt === undefined ? undefined : endedAt - startedAt;
  return {
    address,
    status,
    statusReason: shorten(observation.statusReason),
    answered: observation.statusReason !== NOT_ASKED || hasAnswered(observation),
    discovered: status === 'up' && ![undefined, '', NOT_ASKED].includes(observation.statusReason),
    observedAt: new Date(Math.min(endedAt ?? startedAt ?? now.getTime(), now.getTime())),
    durationMs: upTo(LARGEST_INTEGER, duration),
    rttMicros: upTo(LARGEST_INTEGER, observation.rtt?.srttMicros),
    facts,
    services,
    answers: {
      services: observation.services
        .filter(({ state }) => state !== 'open')
        .map(({ protocol, port, state }) => ({ protocol, port, state })),
      extraPorts,
      timedOut,
    },
    coverage,
    digest: hostDigest(facts, services, coverage),
    data,
  };
}

function hasAnswered({ mac, services, extraPorts }: Observation): boolean {
  return mac !== undefined || [...services, ...extraPorts].some(({ state }) => answers.has(state));
}
