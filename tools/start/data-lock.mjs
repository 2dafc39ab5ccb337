import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from '../setup/workspace.mjs';

/**
 * Lets only one `npm start` use a data folder, and ends what a killed one left running.
 * @param {string} dataDir
 * @returns {() => void} gives the folder free
 * @throws {SetupProblem} when another start uses it
 */
export function lockData(dataDir) {
  const file = join(dataDir, 'start.pid');
  const held = readProcess(file);
  if (held && isAlive(held)) {
    throw new SetupProblem(
      `Scanfleet already runs with the data in ${dataDir} (process ${held.pid}): stop it, or set SCANFLEET_DATA to another folder.`,
    );
  }
  for (const part of ['console', 'engine']) endLeftover(join(dataDir, `${part}.pid`));
  recordProcess(file, process.pid);
  return () => rmSync(file, { force: true });
}

/** Records a process by its id and start time, so that a reused id is not mistaken for it. */
export function recordProcess(file, pid) {
  writeFileSync(file, JSON.stringify({ pid, startedAt: startTime(pid) }), { mode: 0o600 });
}

function endLeftover(file) {
  const left = readProcess(file);
  if (left && isAlive(left)) {
    try {
      process.kill(-left.pid, 'SIGKILL');
    } catch {
      process.kill(left.pid, 'SIGKILL');
    }
  }
  rmSync(file, { force: true });
}

function readProcess(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }) {
  return startTime(pid) !== undefined && startTime(pid) === startedAt;
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat, proc(5)). */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
