import type { AlertMessage } from '@scanfleet/contracts';
import { fittingLines, messageText } from './text.js';
import { cut } from './visible.js';

/** Limits of Block Kit: a header has 150 characters, a text 3,000; 50 blocks. */
const HEADER = 150;
const SECTION = 2_900;
const SECTIONS = 4;
/** Characters of a `text`, which those show that know no blocks; Mattermost cuts at 16,383, Slack at 40,000. */
const FALLBACK = 3_000;

/**
 * Body for incoming webhooks of Slack and of those that take the same. All that others wrote stands in `plain_text`, in which
 * Slack knows no links, mentions or formatting, and in `text` in one code block, out of which nothing can break.
 */
export function slackPayload(message: AlertMessage): object {
  const text = messageText(message);
  const { lines, missing } = fittingLines(text.body, SECTION * SECTIONS);
  const sections = [...inPieces(text.head), ...inPieces(lines), ...inPieces(text.tail(missing))];
  return {
    text: fallback(message),
    // Nothing in it becomes a mention, a link or a preview by itself.
    link_names: false,
    parse: 'none',
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(cut(text.subject, HEADER) || 'Scanfleet') },
      ...sections.map((section) => ({ type: 'section', text: plain(section) })),
      ...(text.url === null ? [] : [{ type: 'actions', elements: [openButton(text.url)] }]),
    ],
  };
}

/** Slack's own three escapes; https://docs.slack.dev/messaging/formatting-message-text */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fallback(message: AlertMessage): string {
  const { subject, head, body, tail, url } = messageText(message);
  const start = [subject, ...head];
  const room = FALLBACK - start.join('\n').length;
  const { lines, missing } = fittingLines(body, room);
  const code = escapeSlack([...start, ...lines, ...tail(missing)].join('\n')).replaceAll('`', 'ˋ');
  return `\`\`\`\n${code}\n\`\`\`${url === null ? '' : `\n${escapeSlack(new URL(url).href)}`}`;
}

function plain(text: string): object {
  return { type: 'plain_text', text, emoji: false };
}

function openButton(url: string): object {
  return { type: 'button', text: plain('Open in Scanfleet'), url };
}

/** Lines in texts that are short enough for a section each. */
function inPieces(lines: readonly string[]): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const line of lines.map((each) => cut(each, SECTION))) {
    if (piece !== '' && piece.length + line.length + 1 > SECTION) {
      pieces.push(piece);
      piece = '';
    }
    piece = piece === '' ? line : `${piece}\n${line}`;
  }
  return piece === '' ? pieces : [...pieces, piece];
}
