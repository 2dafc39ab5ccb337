import type { AlertMessage } from '@scanfleet/contracts';
import { fittingLines, messageText } from './text.js';

/** Teams takes 28 KB in all. */
const MOST_BYTES = 24_000;

const colours = { info: 'good', warning: 'warning', problem: 'attention' } as const;

/**
 * Body for a workflow of Teams that posts a card ("When a Teams webhook request is received"). Texts are `TextRun`s, which, other
 * than `TextBlock`s, know no Markdown, and a card mentions nobody that it does not list as an entity.
 */
export function teamsPayload(message: AlertMessage): object {
  const text = messageText(message);
  for (let room = MOST_BYTES; ; room = Math.floor(room * 0.7)) {
    const payload = card(message, { head: fittingHead(text.head, room), ...fittingLines(text.body, room) });
    if (room === 0 || Buffer.byteLength(JSON.stringify(payload)) <= MOST_BYTES) return payload;
  }
}

/** As many lines of the head as there is room for. */
function fittingHead(head: readonly string[], room: number): readonly string[] {
  let used = 0;
  return head.filter((line) => (used += line.length) <= room);
}

function card(
  message: AlertMessage,
  { head, lines, missing }: { head: readonly string[]; lines: readonly string[]; missing: number },
): object {
  const { subject, tail, url } = messageText(message);
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      block([{ text: subject, weight: 'bolder', size: 'medium', color: colours[message.severity] }]),
      ...head.map((line) => block([{ text: line.trim(), isSubtle: line.startsWith(' ') }])),
      ...lines.map((line) => block([{ text: line.trim(), weight: line.startsWith(' ') ? 'default' : 'bolder' }])),
      ...tail(missing).map((line) => block([{ text: line, isSubtle: true }])),
    ],
    actions: url === null ? [] : [{ type: 'Action.OpenUrl', title: 'Open in Scanfleet', url }],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

function block(runs: readonly object[]): object {
  return { type: 'RichTextBlock', spacing: 'none', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}
