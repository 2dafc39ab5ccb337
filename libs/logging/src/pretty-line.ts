import { cleanText } from './clean-fields.js';

const colours: Readonly<Record<string, string>> = {
  debug: '\u001b[90m',
  info: '\u001b[36m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
};
const plain = '\u001b[0m';

/**
 * One JSON log line as a line for people: `12:00:01.250 INFO  engine: shard leased  shardId=… epoch=3`, followed by stack traces.
 * `colour: true` adds terminal colours. A line that is not JSON is passed on with its control characters spelled out.
 */
export function prettyLine(line: string, { colour }: { colour: boolean }): string {
  const record = readRecord(line);
  if (!record) return `${cleanText(line.trimEnd())}\n`;
  const { time, level, name, msg, ...fields } = record;
  const levelName = String(level);
  const badge = levelName.toUpperCase().padEnd(5);
  const painted = colour ? `${colours[levelName] ?? ''}${badge}${plain}` : badge;
  const stacks: string[] = [];
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${showValue(value, stacks)}`);
  const head = `${clockTime(time)} ${painted} ${typeof name === 'string' ? `${name}: ` : ''}${String(msg)}`;
  return `${[head, shown.join(' ')].filter(Boolean).join('  ')}\n${stacks.map(indented).join('')}`;
}

function readRecord(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // Not JSON: somebody else wrote into the stream; it is shown as text.
  }
}

function clockTime(time: unknown): string {
  return typeof time === 'string' ? time.slice(11, 23) : '';
}

function showValue(value: unknown, stacks: string[]): string {
  if (typeof value === 'string') return /^[^\s="]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string') {
    const { stack, ...rest } = value;
    stacks.push(stack);
    return JSON.stringify(rest);
  }
  return JSON.stringify(value) ?? 'undefined';
}

function indented(block: string): string {
  return `${block.replace(/^/gm, '    ')}\n`;
}
