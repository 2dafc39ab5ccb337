import { createHmac } from 'node:crypto';
import type { HostGuard } from './guarded-connect.js';
import { postJson } from './post-json.js';
import type { Destination, Sending, SendOutcome } from './sending.js';

/** Posts the message itself, signed, so that its receiver can tell who sent it and whether it knows it already. */
export async function sendWebhook(
  guard: HostGuard,
  { to, message, deliveryId, at, signal }: Sending<Extract<Destination, { kind: 'webhook' }>>,
): Promise<SendOutcome> {
  const body = JSON.stringify(message);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const headers = {
    'x-scanfleet-delivery': deliveryId,
    'idempotency-key': deliveryId,
    'x-scanfleet-event': message.kind,
    'x-scanfleet-timestamp': timestamp,
    'x-scanfleet-signature': `v1=${signature(to.secret, { timestamp, body })}`,
  };
  return postJson(guard, { url: to.url, body, headers, at, signal });
}

/** HMAC-SHA256 of `timestamp.body` in hex. */
export function signature(secret: string, { timestamp, body }: { timestamp: string; body: string }): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}
