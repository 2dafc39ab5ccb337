import type { LineFormat, LineMeaning } from '../lines/line-format.js';
import { readCount, readEpoch } from '../read-number.js';
import { readEscapedBanner } from './masscan-banner.js';
import { masscanObservation } from './masscan-observation.js';

/** `open tcp 80 192.0.2.1 1700000000` or `banner tcp 80 192.0.2.1 1700000000 http text to the end of the line`. */
const RECORD = /^(\S+) (\S+) (\d+) (\S+) (\d+)(?: (\S+) (.*))?$/s;

/** masscan's list (-oL): `#masscan`, records, `# end`. */
export const masscanList: LineFormat = { title: "masscan's list (-oL)", read: readLine };

function readLine(line: string): LineMeaning {
  if (line === '') return { kind: 'nothing' };
  if (line === '#masscan') return { kind: 'start', start: { scanner: 'masscan', scanInfo: [] } };
  if (line === '# end') return { kind: 'finished', finished: { kind: 'finished', exit: 'unknown' } };
  if (line.startsWith('#')) return { kind: 'nothing' };
  const [, kind, protocol = '', port, address = '', time, serviceName, banner] = RECORD.exec(line) ?? [];
  if (kind === undefined) return { kind: 'unreadable' };
  const seenAt = readEpoch(time);
  const observation = masscanObservation({
    address,
    protocol,
    port: readCount(port) ?? -1,
    state: kind === 'banner' ? 'open' : kind,
    ...(seenAt === undefined ? {} : { seenAt }),
    ...(serviceName === undefined ? {} : { serviceName }),
    ...(banner === undefined ? {} : { banner: readEscapedBanner(banner) }),
  });
  return observation ? { kind: 'host', observation } : { kind: 'unreadable' };
}
