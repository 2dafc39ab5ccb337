import { lowest, optionWordsOf, takeOut } from './argv-words.js';
import { OptionsRefused } from './argv-request.js';
import type { ArgvRequest } from './argv-request.js';

const mac = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/iu;
const address = /^[0-9a-f.:]+$/iu;
const interfaceName = /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/u;

/** masscan waits 10 seconds for late answers unless told otherwise; it is written out so that it shows. */
const waitSeconds = '10';

/** The argv of masscan 1.3.2; called through `compileArgv`, which checks the request. */
export function masscanArgv(request: ArgvRequest): string[] {
  if (!request.privileged) {
    throw new OptionsRefused(
      'masscan needs raw sockets, which this engine does not have. Use an nmap command, or another engine.',
    );
  }
  const { rest, taken } = takeOut(request.options, ['--rate', '--wait']);
  const rate = lowest(request.rate, taken.get('--rate'));
  const settings = request.masscan;
  return [
    ...rest.flatMap(optionWordsOf),
    ...(rate === undefined ? [] : [`--rate=${rate}`]),
    `--wait=${taken.get('--wait') ?? waitSeconds}`,
    ...(settings === undefined ? [] : ownSettings(settings)),
    ...(request.userAgent === undefined ? [] : [`--http-user-agent=${request.userAgent}`]),
    `--excludefile=${request.files.excludes}`,
    '-iL',
    request.files.targets,
    '-oX',
    request.files.report,
  ];
}

function ownSettings(settings: NonNullable<ArgvRequest['masscan']>): string[] {
  const { seed, shard, routerMac, adapterIp } = settings;
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('the seed must be a whole number from 0');
  if (shard !== undefined && !(Number.isInteger(shard.index) && shard.index >= 1 && shard.index <= shard.of)) {
    throw new RangeError('the shard must be from 1 to the number of shards');
  }
  checkText('router MAC', routerMac, mac);
  checkText('adapter address', adapterIp, address);
  checkText('interface', settings.interface, interfaceName);
  return [
    `--seed=${seed}`,
    ...(shard === undefined ? [] : [`--shard=${shard.index}/${shard.of}`]),
    ...(settings.interface === undefined ? [] : [`--interface=${settings.interface}`]),
    ...(adapterIp === undefined ? [] : [`--adapter-ip=${adapterIp}`]),
    ...(routerMac === undefined ? [] : [`--router-mac=${routerMac}`]),
  ];
}

function checkText(what: string, text: string | undefined, pattern: RegExp): void {
  if (text !== undefined && !pattern.test(text)) throw new RangeError(`not a usable ${what}: ${JSON.stringify(text)}`);
}
