import type { AlertMessage } from '@scanfleet/contracts';
import { messageHtml } from './html.js';
import { plainText } from './text.js';
import { cut, shown } from './visible.js';

/** A mail as nodemailer takes it. */
export interface MailLetter {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** Longest subject, characters. */
const SUBJECT = 200;

/**
 * The mail for one delivery. Its Message-ID comes from the delivery, so that mailboxes and people know a second copy when they see
 * one; and it says that a program wrote it, so that no program answers (RFC 3834).
 */
export function mailLetter(
  message: AlertMessage,
  { from, to, deliveryId, at }: { from: MailLetter['from']; to: readonly string[]; deliveryId: string; at: Date },
): MailLetter {
  return {
    from,
    to: to.map((address) => ({ name: '', address })),
    subject: mailSubject(message.subject),
    text: plainText(message),
    html: messageHtml(message),
    messageId: `<${deliveryId}@${from.address.split('@').at(-1) ?? 'scanfleet'}>`,
    date: at,
    headers: {
      'X-Scanfleet-Delivery': deliveryId,
      'X-Scanfleet-Event': message.kind,
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}

/** One line without anything hidden, and without what a mail program would decode into something else (RFC 2047). */
export function mailSubject(subject: string): string {
  return cut(shown(subject), SUBJECT).replaceAll('=?', '= ?').trim() || 'Scanfleet';
}
