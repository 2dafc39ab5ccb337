/**
 * Whether a cron expression of numbers and names means a minute, told as crontab(5) of Vixie cron does: field by field, with
 * nothing in common with the translation that it checks.
 */
export function cronMatches(expression: string): (date: Date) => boolean {
  const fields = expression.toUpperCase().replaceAll('?', '*').split(' ');
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields.map((field, index) => allowed(field, index));
  const stars = [fields[2], fields[4]].some((field) => field?.startsWith('*'));
  return (date) => {
    const onDay = dayOfMonth?.has(date.getUTCDate()) ?? false;
    const onWeekday = dayOfWeek?.has(date.getUTCDay()) ?? false;
    return (
      minute?.has(date.getUTCMinutes()) === true &&
      hour?.has(date.getUTCHours()) === true &&
      month?.has(date.getUTCMonth() + 1) === true &&
      (stars ? onDay && onWeekday : onDay || onWeekday)
    );
  };
}

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function allowed(field: string, index: number): Set<number> {
  const found = new Set<number>();
  const [low, high] = ranges[index] ?? [0, 0];
  const number = (text: string): number => {
    if (index === 3 && months.includes(text)) return months.indexOf(text) + 1;
    return index === 4 && days.includes(text) ? days.indexOf(text) : Number(text);
  };
  for (const item of field.split(',')) {
    const [range = '', step] = item.split('/');
    const [from, to] = range === '*' ? [low, high] : range.split('-').map(number);
    const last = to ?? (step === undefined ? from : high);
    for (let value = from ?? 0; value <= (last ?? 0); value += Number(step ?? 1)) found.add(index === 4 ? value % 7 : value);
  }
  return found;
}
