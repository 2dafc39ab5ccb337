import type { ScannerName } from '@scanfleet/contracts';
import type { ScanOption } from '@scanfleet/scan-options';
import { ownRate } from './ledger/rate-budget.js';

/**
 * Probes a second of one nmap by its timing template (-T0 to -T5), in a network that answers: what it was seen to do, give
 * or take some times. -T0 and -T1 wait 5 minutes and 15 seconds between probes (nmap's manual, "Timing templates"), -T2 0.4 s.
 */
const NMAP_PROBES_A_SECOND = [1 / 300, 1 / 15, 2.5, 500, 1_000, 2_000] as const;
const NORMAL_TIMING = 3;
/** masscan waits so long for late answers at its end, and starting a scanner takes some of it too, seconds. */
const START_AND_END_SECONDS = 10;

/** What decides how long a scan takes. */
export interface DurationInput {
  readonly scanner: ScannerName;
  readonly options: readonly ScanOption[];
  readonly probes: bigint;
  readonly shards: number;
  /** Slots that could work on it at once. */
  readonly slots: number;
  /** Packets a second of all slots together; null = no budget. */
  readonly maxRate: number | null;
}

/**
 * About how many seconds a scan takes: its probes over what the slots send together. Pure. It takes for granted that nothing
 * else is scanned, that most addresses answer or refuse at once, and that versions and scripts cost nothing, which is why the
 * real time is often some times more for nmap -A and for silent networks.
 * @returns whole seconds, at least 1; null when there is no slot.
 */
export function estimateDuration({ scanner, options, probes, shards, slots, maxRate }: DurationInput): number | null {
  const atOnce = Math.min(slots, shards);
  if (atOnce < 1) return null;
  const rate = Math.min(atOnce * rateOfSlot(scanner, options), maxRate ?? Infinity);
  const rounds = Math.ceil(shards / atOnce);
  return Math.max(1, Math.ceil(Number(probes) / rate + rounds * START_AND_END_SECONDS));
}

/** Packets a second that one scanner of this command is taken to send. */
export function rateOfSlot(scanner: ScannerName, options: readonly ScanOption[]): number {
  const most = ownRate(scanner, options);
  if (scanner === 'masscan') return most;
  const timing = Number(options.find(({ name }) => name === '-T')?.value ?? NORMAL_TIMING);
  const least = Number(options.find(({ name }) => name === '--min-rate')?.value ?? 0);
  return Math.min(most, Math.max(least, NMAP_PROBES_A_SECOND[timing] ?? NMAP_PROBES_A_SECOND[NORMAL_TIMING]));
}

const units = [
  { seconds: 86_400 * 365, name: 'year' },
  { seconds: 86_400, name: 'day' },
  { seconds: 3_600, name: 'hour' },
  { seconds: 60, name: 'minute' },
] as const;

/** A duration in words for people, in its largest unit: "about 3 hours". */
export function sayDuration(seconds: number): string {
  const unit = units.find((one) => seconds >= one.seconds * 1.5) ?? { seconds: 1, name: 'second' };
  const count = Math.round(seconds / unit.seconds);
  return `about ${count.toLocaleString('en')} ${unit.name}${count === 1 ? '' : 's'}`;
}
