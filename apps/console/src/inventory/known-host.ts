import type { KnownService } from '../changes/diff-services.js';
import type { ServiceFacts } from '../changes/host-facts.js';

/** A host row as the writer reads it, locked. */
export interface KnownHost {
  readonly id: string;
  readonly status: string;
  readonly names: string[];
  readonly mac: string | null;
  readonly vendor: string | null;
  readonly os: string | null;
  readonly digest: string | null;
  /** Null when the last look did not see every open service. */
  readonly confirmed_at: Date | null;
  /** Whether host discovery has ever found it: of a host that only port scans found, its silence says nothing. */
  readonly answers_discovery: boolean;
}

export interface KnownServiceRow extends KnownService {
  readonly host_id: string;
}

/** A service within the inventory. */
export interface ServicePlace {
  readonly hostId: string;
  readonly protocol: string;
  readonly port: number;
}

/** An open service to write. */
export interface ServiceWrite extends ServicePlace, ServiceFacts {
  /** Whether it is the service known before, of which this scan may tell less: what it does not tell is kept then. */
  readonly known: boolean;
  readonly at: Date;
}

/** A service that is not open any more, with the state that the scanner told. */
export interface ServiceClosing extends ServicePlace {
  readonly state: string;
}
