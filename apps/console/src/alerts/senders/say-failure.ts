import { codeOf } from '../../platform/start-problem.js';
import { HostRefused } from './guarded-connect.js';
import { notSent, type NotSent } from './sending.js';

/** Where it was tried, and how its owner gives it an authority of his own. */
export interface Place {
  /** Host and port. */
  readonly where: string;
  readonly caHint: string;
}

/** An attempt that took too long. */
export const TOO_LATE = 'There was no answer in time: the other side is slow or not reachable.';

/** Why nothing was sent, in our words: what errors say may hold what the other side sent. */
export function sayFailure(error: unknown, { where, caHint }: Place): NotSent {
  if (error instanceof HostRefused) return notSent(`Its host ${error.message}.`);
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'ABORT_ERR':
    case 'ETIMEDOUT':
      return notSent(TOO_LATE);
    case 'ECONNREFUSED':
      return notSent(`${where} refuses connections: start what should listen there, or correct the address.`);
    case 'ECONNRESET':
    case 'EPIPE':
      return notSent(`${where} broke the connection off.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return notSent(`There is no way to ${where}: check routes and firewalls.`);
    case 'CERT_HAS_EXPIRED':
      return notSent(`The certificate of ${where} has expired: renew it there.`);
    case 'CERT_NOT_YET_VALID':
      return notSent(`The certificate of ${where} is not valid yet: check the clocks of both sides.`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return notSent(`The certificate of ${where} is for another name: use a name that is in it.`);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return notSent(`The certificate of ${where} is from an authority that is not trusted here: ${caHint}.`);
    default:
      break;
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return notSent(`${where} does not speak TLS as this console does: check address, port and protocol.`);
  }
  if (code.startsWith('HPE_')) return notSent(`What answers at ${where} does not speak HTTP.`);
  return notSent(`The connection to ${where} failed${/^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''}.`);
}
