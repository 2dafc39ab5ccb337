import { mailAddress } from '@scanfleet/contracts';

/** How mail leaves the console. */
export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly smtpUrl: string;
  /** `scanfleet@example.org` or `Scanfleet <scanfleet@example.org>`. */
  readonly from: string;
  /** Authority of the server's certificate, where it is a private one. */
  readonly caFile: string | null;
}

export const SMTP_URL_FORM =
  'must be a URL such as smtps://user:password@mail.example.org:465 or smtp://127.0.0.1:25, with nothing after the port';
export const MAIL_FROM_FORM =
  'must be a mail address such as scanfleet@example.org or Scanfleet <scanfleet@example.org>';

/** Whether a URL names an SMTP server and nothing else. */
export function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  if (!isPercentText(username) || !isPercentText(password)) return false;
  const isBare = /^\/?$/.test(pathname) && search === '' && hash === '';
  return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && isBare;
}

export function isMailFrom(text: string): boolean {
  return readMailFrom(text) !== undefined;
}

/** The name, which may be empty, and the address of a sender; undefined for anything else. */
export function readMailFrom(text: string): { name: string; address: string } | undefined {
  const named = /^([\p{L}\p{N} .'_-]{1,100}) <([^<>]+)>$/u.exec(text.trim());
  const address = mailAddress.safeParse(named?.[2] ?? text);
  return address.success ? { name: named?.[1]?.trim() ?? '', address: address.data } : undefined;
}

function isPercentText(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    // "%" that begins no escape: what was meant cannot be known.
    return false;
  }
}
