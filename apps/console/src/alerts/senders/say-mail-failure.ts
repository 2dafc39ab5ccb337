import type { NodemailerError } from 'nodemailer';
import { sayFailure } from './say-failure.js';
import { notSent, type NotSent } from './sending.js';

const CA_HINT = 'set SCANFLEET_SMTP_CA to the file of that authority';

/** Why a mail was not taken, in our words: the server's own may hold anything. */
export function sayMailFailure(error: NodemailerError, server: string): NotSent {
  const reply = error.responseCode ?? null;
  const more = { code: reply, permanent: error.permanent === true && error.code !== 'EAUTH' };
  const code = reply === null ? '' : ` (${reply})`;
  switch (error.code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return notSent(`The mail server ${server} refuses user and password${code}: check SCANFLEET_SMTP_URL.`, more);
    case 'EENVELOPE':
      return notSent(`The mail server ${server} takes neither sender nor recipients${code}: check the addresses.`, {
        ...more,
        permanent: isForGood(error),
      });
    case 'EMESSAGE':
      return notSent(`The mail server ${server} does not take the message${code}.`, more);
    case 'EPROTOCOL':
      return notSent(`What answers at ${server} does not speak SMTP, or refuses service${code}.`, { code: reply });
    case 'EDNS':
      return notSent(`The name of the mail server ${server} leads nowhere: check SCANFLEET_SMTP_URL.`);
    case 'ETLS':
    case 'ESOCKET':
    case 'ECONNECTION':
      return notSent(sayFailure(systemError(error), { where: `the mail server ${server}`, caHint: CA_HINT }).error, {
        code: reply,
      });
    default:
      return notSent(sayFailure(error, { where: `the mail server ${server}`, caHint: CA_HINT }).error, more);
  }
}

/** All recipients were refused: for good if each was. */
function isForGood({ rejectedErrors, permanent }: NodemailerError): boolean {
  return rejectedErrors?.length ? rejectedErrors.every((each) => each.permanent === true) : permanent === true;
}

function systemError({ originalCode }: NodemailerError): Error {
  return Object.assign(new Error('no connection'), { code: originalCode ?? 'ECONNRESET' });
}
