import type { ServiceFacts } from '../changes/host-facts.js';
import type { KnownService } from '../changes/diff-services.js';

/** A host row as the writer reads it, locked. */
export interface KnownHost {
  readonly id: string;
  readonly address: string;
  readonly status: string;
  readonly names: string[];
  readonly mac: string | null;
  readonly os: string | null;
  readonly digest: string | null;
  readonly confirmed_at: Date | null;
  /** True when this very batch made the row. */
  readonly fresh: boolean;
}

export interface KnownServiceRow extends KnownService {
  readonly host_id: string;
}

/** One service row to write: open as seen, or closed with the state that the scanner told. */
export interface ServiceWrite {
  readonly hostId: string;
  readonly service: Pick<ServiceFacts, 'protocol' | 'port' | 'reason' | 'name' | 'product' | 'version' | 'detail'>;
  readonly at: Date;
}

export interface ServiceClosing {
  readonly hostId: string;
  readonly protocol: string;
  readonly port: number;
  readonly state: string;
  readonly at: Date;
}
