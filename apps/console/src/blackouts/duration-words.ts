const units = [
  { name: 'day', minutes: 1440 },
  { name: 'hour', minutes: 60 },
  { name: 'minute', minutes: 1 },
] as const;

/** A duration for people: `1 day 2 hours`, `90 minutes` as `1 hour 30 minutes`. */
export function durationWords(minutes: number): string {
  let left = minutes;
  const words: string[] = [];
  for (const unit of units) {
    const count = Math.floor(left / unit.minutes);
    left -= count * unit.minutes;
    if (count > 0) words.push(`${count} ${unit.name}${count === 1 ? '' : 's'}`);
  }
  return words.join(' ');
}
