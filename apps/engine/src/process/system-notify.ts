import type { Logger } from '@scanfleet/logging';
import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/** Tells the service manager what the engine does (sd_notify(3)). */
export interface SystemNotify {
  ready(): Promise<void>;
  stopping(): Promise<void>;
  /** Ends the watchdog's signs of life. */
  close(): void;
}

/**
 * Speaks to systemd through the `systemd-notify` program, as Node has no datagram sockets in the file system. The unit needs
 * `NotifyAccess=all`, because the message comes from a child. With WatchdogSec a sign of life goes out at half of that time.
 * Without NOTIFY_SOCKET, or without the program, it does nothing.
 */
export function connectSystemNotify(env: NodeJS.ProcessEnv, log: Logger): SystemNotify {
  const socket = env['NOTIFY_SOCKET'];
  const program = socket ? findProgram('systemd-notify') : null;
  if (socket && !program)
    log.warn('systemd-notify is missing, so the service manager is not told that the engine is ready');
  if (!socket || !program) return { ready: async () => {}, stopping: async () => {}, close: () => {} };
  const send = async (...words: string[]): Promise<void> => {
    const said = await runProgram(program, words, { NOTIFY_SOCKET: socket, LANG: 'C' });
    if (!said || said.failed) log.debug('the service manager was not reached', { output: said?.output ?? null });
  };
  const everyMs = Number(env['WATCHDOG_USEC'] ?? 0) / 2000;
  const timer = everyMs >= 1 ? setInterval(() => void send('WATCHDOG=1'), everyMs).unref() : undefined;
  return {
    ready: () => send('--ready', 'STATUS=asking the console for work'),
    stopping: () => send('STOPPING=1'),
    close: () => clearInterval(timer),
  };
}
