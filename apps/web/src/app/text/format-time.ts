const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Length of time for people: `850 ms`, `42 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`. Negative lengths count as none. */
export function formatDuration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < SECOND) return `${Math.round(length)} ms`;
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min ${twoDigits(Math.floor((length % MINUTE) / SECOND))} s`;
  if (length < DAY) return `${Math.floor(length / HOUR)} h ${twoDigits(Math.floor((length % HOUR) / MINUTE))} min`;
  return `${Math.floor(length / DAY)} d ${Math.floor((length % DAY) / HOUR)} h`;
}

/** Distance of a moment from now in one word: `just now`, `42 s ago`, `3 min ago`, `5 h ago`, `12 d ago`, `in 3 d`. */
export function formatAgo(at: number, now: number): string {
  const distance = now - at;
  const length = Math.abs(distance);
  if (length < 5 * SECOND) return 'just now';
  const [size, unit] = biggestUnit(length);
  const words = `${Math.floor(length / size)} ${unit}`;
  return distance > 0 ? `${words} ago` : `in ${words}`;
}

function biggestUnit(length: number): readonly [size: number, name: string] {
  if (length < MINUTE) return [SECOND, 's'];
  if (length < HOUR) return [MINUTE, 'min'];
  if (length < 2 * DAY) return [HOUR, 'h'];
  return [DAY, 'd'];
}

/** Moment as local date and time to the second, `2026-01-31 14:05:09`, which sorts as it reads. */
export function formatMoment(at: Date): string {
  const date = `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
  return `${date} ${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}`;
}

/** Round-trip time of microseconds: `430 µs`, `3.2 ms`, `85 ms`, `1.4 s`. */
export function formatRoundTrip(micros: number): string {
  if (micros < 1000) return `${micros} µs`;
  if (micros < 10_000) return `${(micros / 1000).toFixed(1)} ms`;
  if (micros < 1_000_000) return `${Math.round(micros / 1000)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
