/** Longest time for which the other side's wish counts. */
const MOST_SECONDS = 3600;

/** Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3), an hour at most; undefined when it says nothing useful. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (httpDate(text) - now.getTime()) / 1000;
  return seconds >= 0 ? Math.min(Math.ceil(seconds), MOST_SECONDS) : undefined;
}

function httpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : NaN;
}
