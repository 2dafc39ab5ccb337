import { readCount, readDecimal, readEpoch } from '../read-number.js';
import type { FinishedEvent, ProgressEvent, ScanInfo, StartInfo } from '../report-event.js';
import { A, type Attributes } from './attributes.js';

/** Reads the root element. */
export function readRun(attributes: Attributes): StartInfo {
  const start: StartInfo = { scanner: attributes[A.scanner] ?? '', scanInfo: [] };
  if (attributes[A.version]) start.version = attributes[A.version];
  if (attributes[A.args]) start.args = attributes[A.args];
  const startedAt = readEpoch(attributes[A.start]);
  if (startedAt !== undefined) start.startedAt = startedAt;
  return start;
}

/** Reads one `scaninfo`. */
export function readScanInfo(attributes: Attributes): ScanInfo {
  const info: ScanInfo = {
    type: attributes[A.type] ?? '',
    protocol: attributes[A.protocol] ?? '',
    services: attributes[A.services] ?? '',
  };
  const count = readCount(attributes[A.numservices]);
  if (count !== undefined) info.count = count;
  return info;
}

/** Reads one `taskprogress`. */
export function readProgress(attributes: Attributes): ProgressEvent {
  const progress: ProgressEvent = {
    kind: 'progress',
    task: attributes[A.task] ?? '',
    percent: readDecimal(attributes[A.percent]) ?? 0,
  };
  const remainingSeconds = readCount(attributes[A.remaining]);
  if (remainingSeconds !== undefined) progress.remainingSeconds = remainingSeconds;
  const etc = readEpoch(attributes[A.etc]);
  if (etc !== undefined) progress.etc = etc;
  return progress;
}

/** Reads the `finished` element. */
export function readFinished(attributes: Attributes): FinishedEvent {
  const error = attributes[A.errormsg];
  const exit = attributes[A.exit] ?? (error ? 'error' : 'unknown');
  const finished: FinishedEvent = {
    kind: 'finished',
    exit: exit === 'success' || exit === 'error' ? exit : 'unknown',
  };
  const finishedAt = readEpoch(attributes[A.time]);
  if (finishedAt !== undefined) finished.finishedAt = finishedAt;
  const elapsedSeconds = readDecimal(attributes[A.elapsed]);
  if (elapsedSeconds !== undefined) finished.elapsedSeconds = elapsedSeconds;
  if (attributes[A.summary]) finished.summary = attributes[A.summary];
  if (error) finished.error = error;
  return finished;
}

/** Reads the `hosts` element of the run's statistics. */
export function readHostCounts(attributes: Attributes, finished: FinishedEvent): void {
  const up = readCount(attributes[A.up]);
  const down = readCount(attributes[A.down]);
  const total = readCount(attributes[A.total]);
  if (up !== undefined) finished.hostsUp = up;
  if (down !== undefined) finished.hostsDown = down;
  if (total !== undefined) finished.hostsTotal = total;
}
