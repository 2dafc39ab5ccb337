import { ENGINE_PROTOCOL, OLDEST_ENGINE_PROTOCOL } from '@scanfleet/contracts';
import { Refusal } from '../platform/http/refusal.js';

/**
 * Refuses engines that are too old, or newer than the console.
 * @returns what the engine shall say in its log, when its protocol is about to be dropped; else null.
 * @throws Refusal 426 `protocol_too_old`; 422 `protocol_too_new`.
 */
export function checkProtocol(
  protocol: number,
  newest = ENGINE_PROTOCOL,
  oldest = OLDEST_ENGINE_PROTOCOL,
): string | null {
  if (protocol < oldest) {
    const message = `This console speaks engine protocol ${oldest} to ${newest}, the engine ${protocol}. Update the engine.`;
    throw new Refusal(426, 'protocol_too_old', message, [{ path: 'protocol', message }]);
  }
  if (protocol > newest) {
    const message = `This console speaks engine protocol ${oldest} to ${newest}, the engine ${protocol}. Update the console first.`;
    throw new Refusal(422, 'protocol_too_new', message, [{ path: 'protocol', message }]);
  }
  if (protocol === newest) return null;
  return `This console will soon speak protocol ${newest} only, and this engine speaks ${protocol}. Update the engine.`;
}
