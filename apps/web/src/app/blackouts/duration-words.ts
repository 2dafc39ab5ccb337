const HOUR = 60;
const DAY = 24 * HOUR;

/** Length of a window for people: `45 min`, `4 h`, `1 h 30 min`, `2 d 6 h`. */
export function minutesWords(minutes: number): string {
  const parts = [
    [Math.floor(minutes / DAY), 'd'],
    [Math.floor((minutes % DAY) / HOUR), 'h'],
    [minutes % HOUR, 'min'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length === 0 ? '0 min' : said.join(' ');
}

/** Minutes as the two fields of a form. */
export function splitMinutes(minutes: number): { hours: number; minutes: number } {
  return { hours: Math.floor(minutes / HOUR), minutes: minutes % HOUR };
}

/** The minutes of the two fields; an empty one counts as none. */
export function joinMinutes({ hours, minutes }: { hours: number | null; minutes: number | null }): number {
  return (hours ?? 0) * HOUR + (minutes ?? 0);
}
