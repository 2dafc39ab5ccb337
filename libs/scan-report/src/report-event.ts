import type { Observation } from './observation.js';

/** The report formats this library reads. */
export const ReportFormat = {
  NmapXml: 'nmap-xml',
  NmapGrepable: 'nmap-grepable',
  MasscanXml: 'masscan-xml',
  MasscanJson: 'masscan-json',
  MasscanList: 'masscan-list',
} as const;
export type ReportFormat = (typeof ReportFormat)[keyof typeof ReportFormat];

/** What one kind of probe asked about: nmap's `scaninfo` element. */
export interface ScanInfo {
  /** syn, connect, udp, ... */
  type: string;
  /** tcp, udp, sctp or ip. */
  protocol: string;
  /** Number of ports (or IP protocols); absent where masscan does not say. */
  count?: number;
  /** Port list such as `1-1000,8080`; empty where the scanner does not say. */
  services: string;
}

/** What a report says of itself at its beginning. */
export interface StartInfo {
  /** `nmap`, `masscan`, or what else the report claims. */
  scanner: string;
  version?: string;
  /** The command line as the scanner prints it. */
  args?: string;
  /** Epoch milliseconds. */
  startedAt?: number;
  scanInfo: ScanInfo[];
}

/**
 * The report's beginning. Comes before the first host; comes once more, complete, should a later `scaninfo` follow.
 * Line formats without a header give none.
 */
export interface StartEvent extends StartInfo {
  kind: 'start';
}

/** One complete host record. */
export interface HostEvent {
  kind: 'host';
  observation: Observation;
  /** Byte offset in the report just behind this record's last byte: a reader may be resumed exactly here. */
  endOffset: number;
}

/** nmap's `taskprogress`, written with --stats-every. */
export interface ProgressEvent {
  kind: 'progress';
  task: string;
  /** 0-100. */
  percent: number;
  /** Seconds. */
  remainingSeconds?: number;
  /** Expected end of the task, epoch milliseconds. */
  etc?: number;
}

/** The report's regular end. A report without it was cut off, or its scanner still runs. */
export interface FinishedEvent {
  kind: 'finished';
  /** `unknown` where the scanner does not say (masscan, nmap before 5.35). */
  exit: 'success' | 'error' | 'unknown';
  /** Epoch milliseconds. */
  finishedAt?: number;
  elapsedSeconds?: number;
  summary?: string;
  hostsUp?: number;
  hostsDown?: number;
  hostsTotal?: number;
  /** The scanner's own error message. */
  error?: string;
}

/** What can be wrong with a report without making it unreadable. */
export const ProblemCode = {
  /** The report ends before its regular end; the message says what is missing. */
  Truncated: 'truncated',
  /** A host record holds no readable IP address and was left out. */
  HostWithoutAddress: 'host_without_address',
  /** An address that is not one was left out of its host. */
  AddressUnreadable: 'address_unreadable',
  /** A port with an impossible number or protocol was left out of its host. */
  PortSkipped: 'port_skipped',
  /** A port without a protocol was read as TCP. */
  ProtocolAssumed: 'protocol_assumed',
  /** A value longer than the limit was cut. */
  ValueTruncated: 'value_truncated',
  /** What came after the host's limit of text, services or elements was left out. */
  HostTruncated: 'host_truncated',
  /** A target the scanner itself refused. */
  TargetSkipped: 'target_skipped',
  /** A masscan or grepable record that could not be read was left out. */
  RecordSkipped: 'record_skipped',
  /** The XML declaration names an encoding other than UTF-8; the report was read as UTF-8. */
  EncodingIgnored: 'encoding_ignored',
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

/** Something that was left out, cut or assumed while reading on. */
export interface ProblemEvent {
  kind: 'problem';
  code: ProblemCode;
  message: string;
  /** Byte offset behind the record concerned (for `truncated`: the report's length). */
  offset: number;
  /** The host concerned, where there is one. */
  address?: string;
}

export type ReportEvent = StartEvent | HostEvent | ProgressEvent | FinishedEvent | ProblemEvent;

/** All that a reader must know to go on at a host's `endOffset`. Small and JSON-serialisable. */
export interface ReportContext {
  format: ReportFormat;
  /** Absent as long as the report's beginning has not been read, and in formats without one. */
  start?: StartInfo;
}

/** Where and with what knowledge a reader goes on; feed it the report's bytes from `offset` on. */
export interface ResumePoint {
  /** The `endOffset` of a host event (0 = from the beginning). */
  offset: number;
  context: ReportContext;
}

/**
 * Reads one report, fed in pieces of any size.
 *
 * `write` and `end` throw `ReportRefused` and nothing else. Events found before the refusal are never lost: where there
 * are some, they are returned first and the next call throws. After a refusal every call throws it again.
 */
export interface ReportReader {
  /** Takes the next bytes (which may be reused by the caller afterwards) and returns what they completed. */
  write(chunk: Uint8Array): ReportEvent[];
  /** Says that no byte follows. A report cut short gives a `truncated` problem that says what is missing. */
  end(): ReportEvent[];
  /** What to keep beside a host's `endOffset`; call it after handling the events of a `write`. */
  context(): ReportContext;
}
