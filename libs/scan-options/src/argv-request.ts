import type { OptionAllowance, OptionProblem, ScanOption, Scanner } from './option-types.js';

/** All that an argv is made from. Paths are the engine's own. */
export interface ArgvRequest {
  scanner: Scanner;
  options: readonly ScanOption[];
  /** The family of all targets; a scan of both is two shards. */
  family: 4 | 6;
  /** Whether the scanner may open raw sockets. */
  privileged: boolean;
  /** One target a line, one exclusion a line, and where the XML report goes. */
  files: { targets: string; excludes: string; report: string };
  /** Most packets a second; the options can only lower it. */
  rate?: number;
  /** Seconds between progress lines (nmap), 10 by default. */
  statsSeconds?: number;
  /** Most seconds for one host (nmap); the options can only lower it. */
  hostTimeoutSeconds?: number;
  /** Of HTTP requests by scripts (nmap) and banners (masscan). */
  userAgent?: string;
  masscan?: {
    seed: number;
    shard?: { index: number; of: number };
    routerMac?: string;
    adapterIp?: string;
    interface?: string;
  };
  /** What the owner of this engine allows beyond the table. */
  allowance?: OptionAllowance;
}

/** The options are not fit for this engine: refused by the table, or in need of privileges it lacks. */
export class OptionsRefused extends Error {
  readonly code = 'options_refused';
  constructor(
    message: string,
    readonly problems: readonly OptionProblem[] = [],
  ) {
    super(message);
    this.name = 'OptionsRefused';
  }
}
