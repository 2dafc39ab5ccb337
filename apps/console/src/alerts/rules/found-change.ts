import { createHash } from 'node:crypto';
import { ChangeKind } from '@scanfleet/contracts';
import type { Address } from '@scanfleet/targets';

/** A change with what rules need to know of its host. */
export interface FoundChange {
  readonly id: string;
  readonly hostId: string;
  readonly address: string;
  /** The same, read: one object for all changes of a host that follow each other. */
  readonly ip: Address | undefined;
  /** Names of the host as they are now. */
  readonly names: readonly string[];
  readonly kind: ChangeKind;
  readonly protocol: string | null;
  readonly port: number | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly at: Date;
  readonly acknowledgedAt: Date | null;
  /** What the services are called that it is about: as `serviceTexts` says. */
  readonly services: readonly string[];
}

export interface ServiceNames {
  readonly name: string | null;
  readonly product: string | null;
  readonly version: string | null;
}

/** All that a service may be asked for by: its name, product and version, and all of them together. */
export function serviceTexts({ name, product, version }: ServiceNames): string[] {
  const texts = [name, product, version].filter((text) => text !== null);
  return texts.length > 1 ? [...texts, texts.join(' ')] : texts;
}

/** The service of a record of which nothing is known for sure. */
export function servicesIn(record: unknown): string[] {
  return serviceTexts({
    name: textAt(record, 'name'),
    product: textAt(record, 'product'),
    version: textAt(record, 'version'),
  });
}

/** What of a host a change is about: changes of one facet undo each other. */
export type Facet = 'presence' | 'port' | 'service' | 'os' | 'name' | 'mac' | 'certificate';

export function facetOf(kind: ChangeKind): Facet {
  switch (kind) {
    case ChangeKind.HostNew:
    case ChangeKind.HostUp:
    case ChangeKind.HostDown:
    case ChangeKind.HostGone:
      return 'presence';
    case ChangeKind.PortOpened:
    case ChangeKind.PortClosed:
      return 'port';
    case ChangeKind.ServiceChanged:
      return 'service';
    case ChangeKind.OsChanged:
      return 'os';
    case ChangeKind.NameChanged:
      return 'name';
    case ChangeKind.MacChanged:
      return 'mac';
    case ChangeKind.CertificateChanged:
      return 'certificate';
  }
}

/** SQL of `facetOf` for a column of kinds; the walk over all kinds in its test holds both together. */
export const facetSql = (kind: string): string =>
  `CASE WHEN ${kind} LIKE 'host%' THEN 'presence' ELSE split_part(${kind}, '_', 1) END`;

/** What the thing became, in a form that can be compared. */
export function stateAfter({ kind, after }: Pick<FoundChange, 'kind' | 'after'>): string {
  switch (kind) {
    case ChangeKind.HostNew:
    case ChangeKind.HostUp:
      return 'up';
    case ChangeKind.HostDown:
      return 'down';
    case ChangeKind.HostGone:
      return 'gone';
    case ChangeKind.PortOpened:
      return 'open';
    case ChangeKind.PortClosed:
      return 'closed';
    case ChangeKind.ServiceChanged:
    case ChangeKind.OsChanged:
    case ChangeKind.NameChanged:
    case ChangeKind.MacChanged:
    case ChangeKind.CertificateChanged:
      return digestOf(after);
  }
}

/** What the thing was, in the same form. */
export function stateBefore({ kind, before }: Pick<FoundChange, 'kind' | 'before'>): string {
  switch (kind) {
    case ChangeKind.HostNew:
      return 'absent';
    case ChangeKind.HostUp:
      return textAt(before, 'status') ?? 'down';
    case ChangeKind.HostDown:
      return textAt(before, 'status') ?? 'up';
    case ChangeKind.HostGone:
      return textAt(before, 'status') ?? 'down';
    case ChangeKind.PortOpened:
      return 'closed';
    case ChangeKind.PortClosed:
      return 'open';
    case ChangeKind.ServiceChanged:
    case ChangeKind.OsChanged:
    case ChangeKind.NameChanged:
    case ChangeKind.MacChanged:
    case ChangeKind.CertificateChanged:
      return digestOf(before);
  }
}

/** A text of a record of which nothing is known for sure. */
export function textAt(record: unknown, field: string): string | null {
  const value = valueAt(record, field);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A field of a record of which nothing is known for sure. */
export function valueAt(record: unknown, field: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, field)) return undefined;
  return (record as Record<string, unknown>)[field];
}

/** A short stand-in for a record: what hosts say of themselves may be long, and is kept only to be compared. */
function digestOf(record: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(record) ?? '')
    .digest('base64url')
    .slice(0, 22);
}
