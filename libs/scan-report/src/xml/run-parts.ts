import { readCount, readDecimal, readEpoch } from '../read-number.js';
import type { FinishedEvent, ProgressEvent, ScanInfo, StartInfo } from '../report-event.js';
import type { Attributes } from './script-builder.js';

/** Reads the root element. */
export function readRun(attributes: Attributes): StartInfo {
  const start: StartInfo = { scanner: attributes['scanner'] ?? '', scanInfo: [] };
  if (attributes['version']) start.version = attributes['version'];
  if (attributes['args']) start.args = attributes['args'];
  const startedAt = readEpoch(attributes['start']);
  if (startedAt !== undefined) start.startedAt = startedAt;
  return start;
}

/** Reads one `scaninfo`. */
export function readScanInfo(attributes: Attributes): ScanInfo {
  const info: ScanInfo = {
    type: attributes['type'] ?? '',
    protocol: attributes['protocol'] ?? '',
    services: attributes['services'] ?? '',
  };
  const count = readCount(attributes['numservices']);
  if (count !== undefined) info.count = count;
  return info;
}

/** Reads one `taskprogress`. */
export function readProgress(attributes: Attributes): ProgressEvent {
  const progress: ProgressEvent = {
    kind: 'progress',
    task: attributes['task'] ?? '',
    percent: readDecimal(attributes['percent']) ?? 0,
  };
  const remainingSeconds = readCount(attributes['remaining']);
  if (remainingSeconds !== undefined) progress.remainingSeconds = remainingSeconds;
  const etc = readEpoch(attributes['etc']);
  if (etc !== undefined) progress.etc = etc;
  return progress;
}

/** Reads the `finished` element. */
export function readFinished(attributes: Attributes): FinishedEvent {
  const error = attributes['errormsg'];
  const exit = attributes['exit'] ?? (error ? 'error' : 'unknown');
  const finished: FinishedEvent = {
    kind: 'finished',
    exit: exit === 'success' || exit === 'error' ? exit : 'unknown',
  };
  const finishedAt = readEpoch(attributes['time']);
  if (finishedAt !== undefined) finished.finishedAt = finishedAt;
  const elapsedSeconds = readDecimal(attributes['elapsed']);
  if (elapsedSeconds !== undefined) finished.elapsedSeconds = elapsedSeconds;
  if (attributes['summary']) finished.summary = attributes['summary'];
  if (error) finished.error = error;
  return finished;
}

/** Reads the `hosts` element of the run's statistics. */
export function readHostCounts(attributes: Attributes, finished: FinishedEvent): void {
  const up = readCount(attributes['up']);
  const down = readCount(attributes['down']);
  const total = readCount(attributes['total']);
  if (up !== undefined) finished.hostsUp = up;
  if (down !== undefined) finished.hostsDown = down;
  if (total !== undefined) finished.hostsTotal = total;
}
