import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { type CheckedHost, type HostGuard, pinned } from './guarded-connect.js';
import { sayFailure, TOO_LATE } from './say-failure.js';
import { notSent, sent, type Sending, type SendOutcome, type SyslogDestination } from './sending.js';
import { syslogRecords } from './syslog-records.js';

/** RFC 5424 section 6.1: receivers should take 8 KB; a datagram must fit an Ethernet frame, or it is lost with any of its parts. */
const MOST_BYTES = { tcp: 8192, tls: 8192, udp: 1400 } as const;
/** How long a receiver may take to close the connection after we did; it need not, but one that cannot take records often does so rudely. */
const GOODBYE_MS = 1000;
const CA_HINT = "enter that authority's certificate in settings.ca";

/**
 * Sends the records of a message to a syslog receiver. Syslog acknowledges nothing: over TCP and TLS "sent" means that the
 * receiver's system has taken them, over UDP that they have left.
 */
export async function sendSyslog(
  guard: HostGuard,
  { to, message, deliveryId, signal }: Sending<SyslogDestination>,
): Promise<SendOutcome> {
  const { host, port, transport, facility } = to;
  const records = syslogRecords(message, { facility, deliveryId, mostBytes: MOST_BYTES[transport] });
  try {
    const checked = await guard.check(host, signal);
    signal.throwIfAborted();
    if (transport === 'udp') await sendDatagrams(records, { checked, port, signal });
    else await sendStream(records, { to, checked, signal });
    return sent();
  } catch (error) {
    if (signal.aborted) return notSent(TOO_LATE);
    return sayFailure(error, { where: `${host}:${port}`, caHint: CA_HINT });
  }
}

async function sendDatagrams(
  records: readonly Buffer[],
  { checked, port, signal }: { checked: CheckedHost; port: number; signal: AbortSignal },
): Promise<void> {
  const [address = ''] = checked.addresses;
  const socket = createSocket({ type: isIP(address) === 6 ? 'udp6' : 'udp4', signal });
  const failed = Promise.withResolvers<never>();
  socket.on('error', failed.reject);
  socket.on('close', () => failed.reject(signal.reason));
  const send = (record: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(record, port, address, (error) => (error ? reject(error) : resolve()));
    });
  try {
    for (const record of records) await Promise.race([send(record), failed.promise]);
  } finally {
    if (!signal.aborted) socket.close();
    failed.promise.catch(() => undefined);
  }
}

/** RFC 6587 section 3.4.1 and RFC 5425: each record follows on its length in bytes. */
async function sendStream(
  records: readonly Buffer[],
  { to, checked, signal }: { to: SyslogDestination; checked: CheckedHost; signal: AbortSignal },
): Promise<void> {
  const socket = open(to, checked);
  const stop = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  try {
    // `once` rejects on an error of the socket.
    await once(socket, to.transport === 'tls' ? 'secureConnect' : 'connect');
    const ended = once(socket, 'close');
    ended.catch(() => undefined);
    const finished = once(socket, 'finish');
    finished.catch(() => undefined);
    for (const record of records) socket.write(Buffer.concat([Buffer.from(`${record.length} `), record]));
    socket.end();
    // What a receiver says is not read into anything.
    socket.resume();
    await Promise.race([finished, ended]);
    await Promise.race([ended, delay(GOODBYE_MS, undefined, { signal })]);
  } finally {
    signal.removeEventListener('abort', stop);
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function open({ port, transport, ca }: SyslogDestination, checked: CheckedHost): Socket {
  const [address = ''] = checked.addresses;
  const isLiteral = isIP(checked.host) !== 0;
  const options = { host: isLiteral ? address : checked.host, port, lookup: pinned(checked) };
  if (transport !== 'tls') return connectTcp(options);
  return connectTls({
    ...options,
    ...(isLiteral ? {} : { servername: checked.host }),
    ...(ca === null ? {} : { ca }),
  });
}
