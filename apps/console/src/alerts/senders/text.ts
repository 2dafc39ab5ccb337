import type { AlertMessage } from '@scanfleet/contracts';
import { shown } from './visible.js';
import { countWords, leftOutWords, linesByHost, MOST_SCANS, scanFigures, scanWords } from './words.js';

/** A message in parts, for those who put it together within a limit. Every text in it is safe to show as plain text. */
export interface MessageText {
  readonly subject: string;
  /** Rule and site, events of scans, counts. */
  readonly head: readonly string[];
  /** Lines by host, each host's name before its lines, which are set in by two spaces. */
  readonly body: readonly string[];
  /** What is not told here, and why; `more` are lines that somebody left out for want of room. */
  tail(more?: number): readonly string[];
  readonly url: string | null;
}

/** The words of a message. */
export function messageText(message: AlertMessage): MessageText {
  const counts = countWords(message);
  const leftOut = leftOutWords(message.leftOut);
  return {
    subject: shown(message.subject),
    head: [
      ...placeWords(message),
      ...message.scans
        .slice(0, MOST_SCANS)
        .flatMap((scan) => [scanWords(scan), `  ${scanFigures(scan)}`, ...(scan.url ? [`  ${scan.url}`] : [])]),
      ...moreScans(message.scans.length),
      ...(counts === '' ? [] : [counts]),
    ],
    body: linesByHost(message.lines).flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]),
    tail: (more = 0) => [
      ...(message.more + more > 0 ? [`and ${message.more + more} more`] : []),
      ...(leftOut === '' ? [] : [`Not told: ${leftOut}`]),
    ],
    url: message.url,
  };
}

/** The whole message as plain text, as it is in mails. */
export function plainText(message: AlertMessage): string {
  const { subject, head, body, tail, url } = messageText(message);
  const paragraphs = [[subject], head, body, tail(), url === null ? [] : [url]];
  return `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/**
 * As many lines of the body as there is room for, and how many are missing.
 * @param room characters
 */
export function fittingLines(body: readonly string[], room: number): { lines: readonly string[]; missing: number } {
  let used = 0;
  let count = 0;
  for (const line of body) {
    used += line.length + 1;
    if (used > room) break;
    count += 1;
  }
  // A host's name without any of its lines says nothing.
  while (count > 0 && count < body.length && !isDetail(body[count - 1])) count -= 1;
  return { lines: body.slice(0, count), missing: body.slice(count).filter(isDetail).length };
}

function isDetail(line: string | undefined): boolean {
  return line?.startsWith('  ') ?? false;
}

function moreScans(count: number): string[] {
  return count > MOST_SCANS ? [`and ${count - MOST_SCANS} more scans`] : [];
}

function placeWords({ rule, site }: AlertMessage): string[] {
  const parts = [...(rule ? [`Rule: ${shown(rule.name)}`] : []), ...(site ? [`Site: ${shown(site.name)}`] : [])];
  return parts.length === 0 ? [] : [parts.join(', ')];
}
