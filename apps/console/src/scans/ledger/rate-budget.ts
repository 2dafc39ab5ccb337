import type { ScannerName, ScanOptionRecord } from '@scanfleet/contracts';

/** masscan 1.3.2 sends 100 packets a second unless told otherwise (its manual page, --rate). */
export const MASSCAN_RATE = 100;

/**
 * The share of a budget that one more lease gets.
 * @param left packets a second that are not reserved.
 * @param slots that could take a shard of this budget now, the one that asks among them.
 * @returns packets a second, at least 1 and never more than is left; undefined when the budget is used up. The last slot
 *   takes the rest, so that nothing is left over while shards wait.
 */
export function shareOf(left: number, slots: number): number | undefined {
  if (left < 1) return undefined;
  return slots <= 1 ? left : Math.max(1, Math.floor(left / slots));
}

/** Packets a second that a command sends at most by its own options; Infinity where they do not say. */
export function ownRate(scanner: ScannerName, options: readonly ScanOptionRecord[]): number {
  const value = Number(options.find(({ name }) => name === rateOption(scanner))?.value);
  if (value > 0) return value;
  return scanner === 'masscan' ? MASSCAN_RATE : Infinity;
}

/**
 * Options that hold a scanner to a rate, for engines of protocol 1 that know no `maxRate`: a higher rate is replaced, a lower
 * one stays, and nmap's least rate is never above the most.
 */
export function withRate(scanner: ScannerName, options: readonly ScanOptionRecord[], rate: number): ScanOptionRecord[] {
  const name = rateOption(scanner);
  const value = String(Math.min(rate, ownRate(scanner, options)));
  const most = { name, value };
  const kept = options.map((option) => {
    if (option.name === name) return most;
    const tooFast = scanner === 'nmap' && option.name === '--min-rate' && Number(option.value) > Number(value);
    return tooFast ? { ...option, value } : option;
  });
  return kept.includes(most) ? kept : [...kept, most];
}

function rateOption(scanner: ScannerName): string {
  return scanner === 'nmap' ? '--max-rate' : '--rate';
}
