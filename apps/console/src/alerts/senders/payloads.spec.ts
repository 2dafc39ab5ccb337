import { describe, expect, it } from '@jest/globals';
import type { AlertMessage } from '@scanfleet/contracts';
import { aHostileMessage, aLongMessage, aMessage, hostileTexts } from '../../../test/alert-messages.js';
import { discordPayload, escapeDiscord } from './discord-payload.js';
import { slackPayload } from './slack-payload.js';
import { teamsPayload } from './teams-payload.js';

interface Node {
  readonly [key: string]: unknown;
}

/** Every object in a payload, and the shape of it: texts are left out. */
function* objects(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Node;
  for (const part of Object.values(value)) yield* objects(part);
}
const shape = (value: unknown): unknown[] => [...objects(value)].map((each) => Object.keys(each).join());
const sent = (payload: object): unknown => JSON.parse(JSON.stringify(payload));
const wide = '界'.repeat(300);

describe('a payload for Slack', () => {
  const textOf = (message: AlertMessage): string => (sent(slackPayload(message)) as { text: string }).text;

  it('has the words in plain texts and a button that leads to the console', () => {
    const payload = sent(slackPayload(aMessage())) as { blocks: Node[]; text: string };
    expect(payload.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'actions']);
    expect(JSON.stringify(payload.blocks)).toContain('tcp/22 opened: ssh OpenSSH 9.2');
    expect(payload.text).toMatch(/^```\n[^`]*10\.0\.0\.8[^`]*\n```\nhttps:\/\/scanfleet\.example\/scans\/1$/);
  });

  it.each(hostileTexts)('cannot be broken out of with %j', (text) => {
    const payload = sent(slackPayload(aHostileMessage(text))) as { blocks: Node[] };
    for (const each of objects(payload.blocks))
      if ('text' in each && typeof each['text'] === 'string') expect(each['type']).toBe('plain_text');
    expect(new Set(shape(payload))).toEqual(new Set(shape(sent(slackPayload(aHostileMessage('harmless'))))));
    expect(textOf(aHostileMessage(text)).replaceAll(/^```\n|\n```\nhttps:\S+$/g, '')).not.toMatch(/[`<>]/);
  });

  it.each([aLongMessage(), aLongMessage(wide)])('keeps the limits of Slack', (message) => {
    const { blocks, text } = sent(slackPayload(message)) as {
      blocks: { type: string; text: { text: string } }[];
      text: string;
    };
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3000);
    }
    expect(JSON.stringify(blocks)).toMatch(/and \d+ more/);
    expect(text.length).toBeLessThan(16_000);
  });
});

describe('a payload for Teams', () => {
  const cardOf = (message: AlertMessage): { body: Node[]; actions: Node[] } =>
    (sent(teamsPayload(message)) as { attachments: { content: { body: Node[]; actions: Node[] } }[] }).attachments[0]
      ?.content ?? { body: [], actions: [] };

  it('is one card with the words and a way to the console', () => {
    const card = cardOf(aMessage());
    expect(JSON.stringify(card.body)).toContain('tcp/22 opened: ssh OpenSSH 9.2');
    expect(card.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open in Scanfleet', url: 'https://scanfleet.example/scans/1' },
    ]);
  });

  it.each(hostileTexts)('has %j in runs of text alone, which know no Markdown', (text) => {
    const card = cardOf(aHostileMessage(text));
    for (const each of objects(card.body)) expect(each['type']).toMatch(/^(RichTextBlock|TextRun)$/);
    expect(new Set(shape(card))).toEqual(new Set(shape(cardOf(aHostileMessage('harmless')))));
    expect(JSON.stringify(card)).not.toContain('"entities"');
  });

  it.each([aLongMessage(), aLongMessage(wide)])('keeps the limit of Teams and says what is missing', (message) => {
    const text = JSON.stringify(teamsPayload(message));
    expect(Buffer.byteLength(text)).toBeLessThan(28_000);
    expect(text).toMatch(/and \d+ more/);
  });
});

describe('a payload for Discord', () => {
  interface Embed {
    readonly title: string;
    readonly description: string;
  }
  const embedOf = (message: AlertMessage): Embed =>
    (sent(discordPayload(message)) as { embeds: Embed[] }).embeds[0] ?? { title: '', description: '' };

  it('mentions nobody, whatever is in it', () => {
    expect(discordPayload(aMessage())).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  it.each(hostileTexts)('keeps %j in a code block and a title without Markdown', (text) => {
    const { title, description } = embedOf(aHostileMessage(text));
    expect(description).toMatch(/^```\n[^`]*\n```$/);
    expect(title.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
    expect(title.length).toBeLessThanOrEqual(256);
  });

  it.each([aLongMessage(), aLongMessage(wide), aHostileMessage('_'.repeat(10_000))])(
    'keeps the limits of Discord',
    (message) => {
      const { title, description } = embedOf(message);
      expect(description.length).toBeLessThanOrEqual(4096);
      expect(description).toMatch(/and \d+ more\n/);
      expect(title.length + description.length).toBeLessThanOrEqual(6000);
    },
  );

  it('escapes every sign', () => {
    expect(escapeDiscord('https://evil')).toBe(String.raw`https\:\/\/evil`);
  });
});
