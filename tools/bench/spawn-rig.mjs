import { join } from 'node:path';
import { RigProcess } from '../rigs/rig-process.mjs';

/** Runs a program of tools/rigs to its end and answers with the JSON of its last line. @throws with its last words when it has none */
export async function spawnRig(name, argv, log) {
  const rig = new RigProcess(process.execPath, [join(import.meta.dirname, '../rigs', name), ...argv]);
  let out = '';
  rig.child.stdout.on('data', (chunk) => (out += chunk));
  rig.child.stderr.on('data', (chunk) =>
    chunk
      .toString()
      .trimEnd()
      .split('\n')
      .forEach((line) => log(line)),
  );
  const stop = () => rig.signal('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { code, signal } = await rig.exited;
  process.removeListener('SIGINT', stop);
  process.removeListener('SIGTERM', stop);
  const last = out.trimEnd().split('\n').at(-1);
  if (!last?.startsWith('{')) throw new Error(`${name} ended with ${code ?? signal}: ${rig.words.slice(-3000)}`);
  return JSON.parse(last);
}
