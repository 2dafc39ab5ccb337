import type { ScanPreview } from '@scanfleet/contracts';
import { countOf, formatCount } from '../text/format-count.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** About how long a planned scan takes and with what, in a sentence. */
export function estimateWords({ estimatedSeconds, slots }: Pick<ScanPreview, 'estimatedSeconds' | 'slots'>): string {
  if (estimatedSeconds === null) return 'unknown: no engine that is online can take it';
  return `${roughDuration(estimatedSeconds)} with ${slots} ${slots === 1 ? 'slot' : 'slots'} of engines that are online`;
}

/** What a large scan would send and for how long, to be said yes to. */
export function largeScanWords(preview: ScanPreview): string {
  const { plannedAddresses, plannedProbes, estimatedSeconds } = preview;
  const size = `${countOf(plannedAddresses, 'address', 'addresses')}, about ${formatCount(plannedProbes)} probes.`;
  const time =
    estimatedSeconds === null ? 'No engine that is online can take it now.' : `It takes ${estimateWords(preview)}.`;
  return `${size} ${time}`;
}

/** Length of time as rough as an estimate is: `less than a minute`, `about 12 min`, `about 2 h`, `about 3 d 4 h`. */
export function roughDuration(seconds: number): string {
  if (seconds < MINUTE) return 'less than a minute';
  if (seconds < 100 * MINUTE) return `about ${Math.round(seconds / MINUTE)} min`;
  if (seconds < 10 * HOUR) return `about ${withoutZero(Math.round((seconds / HOUR) * 2) / 2)} h`;
  if (seconds < 2 * DAY) return `about ${Math.round(seconds / HOUR)} h`;
  const hours = Math.round(seconds / HOUR);
  const rest = hours % 24;
  return `about ${Math.floor(hours / 24)} d${rest === 0 ? '' : ` ${rest} h`}`;
}

function withoutZero(hours: number): string {
  return hours.toFixed(1).replace('.0', '');
}
