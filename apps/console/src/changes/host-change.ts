import type { ChangeKind } from '@scanfleet/contracts';

/** A change before it has a number: what the inventory writer found out. */
export interface HostChange {
  readonly hostId: string;
  readonly kind: ChangeKind;
  readonly protocol: string | null;
  readonly port: number | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly at: Date;
}
