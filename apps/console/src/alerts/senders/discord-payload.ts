import type { AlertMessage } from '@scanfleet/contracts';
import { fittingLines, messageText } from './text.js';
import { cut } from './visible.js';

/** Limits of an embed: a title has 256 characters, a description 4,096. */
const TITLE = 256;
const DESCRIPTION = 4_000;

const colours = { info: 0x2f6f4f, warning: 0x9a6700, problem: 0xb3261e } as const;

/**
 * Body for webhooks of Discord: one embed, whose description is a code block, out of which nothing can break and in which Discord
 * knows no Markdown, links or mentions. Mentions are forbidden for the whole message besides.
 */
export function discordPayload(message: AlertMessage): object {
  const { subject, head, body, tail, url } = messageText(message);
  const start = cut(head.join('\n'), DESCRIPTION / 2);
  const room = DESCRIPTION - start.length - tail(body.length).join('\n').length - 16;
  const { lines, missing } = fittingLines(body, room);
  const text = [...(start === '' ? [] : [start]), ...lines, ...tail(missing)].join('\n').replaceAll('`', 'ˋ');
  return {
    username: 'Scanfleet',
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: escapedTitle(subject),
        ...(url === null ? {} : { url }),
        color: colours[message.severity],
        ...(text === '' ? {} : { description: `\`\`\`\n${text}\n\`\`\`` }),
        timestamp: message.at,
      },
    ],
  };
}

/** Discord takes a backslash before any sign as that sign alone. */
export function escapeDiscord(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

function escapedTitle(subject: string): string {
  for (let most = TITLE; ; most -= 8) {
    const title = escapeDiscord(cut(subject, most));
    if (title.length <= TITLE) return title;
  }
}
