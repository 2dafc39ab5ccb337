import { type AlertFilter, ChangeKind } from '@scanfleet/contracts';
import { type Address, type AddressSet, addressesOf, parseTargetList } from '@scanfleet/targets';
import { listedPorts } from './describe-change.js';
import type { FoundChange } from './found-change.js';
import { type PortSet, readPorts } from './port-set.js';
import { TextPattern } from './text-pattern.js';

/** What a thing that may be told of is, as far as a filter asks. */
export interface Narrowed {
  /** Its address; undefined for one that cannot be read. */
  readonly ip: Address | undefined;
  readonly names: readonly string[];
  readonly protocol: string | null;
  readonly port: number | null;
  /** What services are called that are there or were. */
  readonly services: readonly string[];
}

/** The parts of a filter that look at a host and its ports, made ready; null = all. Every one that is given must fit. */
export class RuleNarrowing {
  // Changes come host by host, so the answer for the last host is mostly the one that is wanted.
  private lastIp: Address | undefined;
  private lastFits = false;

  private constructor(
    private readonly addresses: AddressSet | null,
    private readonly ports: PortSet | null,
    private readonly service: TextPattern | null,
    private readonly hostName: TextPattern | null,
  ) {}

  /** Makes a stored filter ready: it was checked before it was stored. */
  static of(filter: Pick<AlertFilter, 'addresses' | 'ports' | 'service' | 'hostName'>): RuleNarrowing {
    const { ports, service, hostName } = filter;
    return new RuleNarrowing(
      addressesIn(filter.addresses),
      portsIn(ports),
      service === '' ? null : new TextPattern(service),
      hostName === '' ? null : new TextPattern(hostName),
    );
  }

  fits(change: FoundChange): boolean {
    if (!this.fitsHost(change)) return false;
    if (this.ports === null && this.service === null) return true;
    if (change.kind === ChangeKind.HostNew) return this.fitsNewHost(change);
    return this.fitsPort(change);
  }

  /** The same for what is no change. */
  fitsThing(thing: Narrowed): boolean {
    return this.fitsHost(thing) && this.fitsPort(thing);
  }

  private fitsHost({ ip, names }: Pick<Narrowed, 'ip' | 'names'>): boolean {
    if (this.addresses !== null && !this.hasAddress(this.addresses, ip)) return false;
    const { hostName } = this;
    return hostName === null || names.some((name) => hostName.fits(name));
  }

  private hasAddress(addresses: AddressSet, ip: Address | undefined): boolean {
    if (ip === undefined) return false;
    if (ip !== this.lastIp) this.lastFits = addresses.contains(ip);
    this.lastIp = ip;
    return this.lastFits;
  }

  private fitsPort({ protocol, port, services }: Pick<Narrowed, 'protocol' | 'port' | 'services'>): boolean {
    if (this.ports !== null && !this.ports.has(protocol, port)) return false;
    const { service } = this;
    return service === null || services.some((text) => service.fits(text));
  }

  /** A new host fits by one of the open ports that it lists. */
  private fitsNewHost({ after }: FoundChange): boolean {
    return listedPorts(after).some(({ protocol, port, name }) =>
      this.fitsPort({ protocol, port, services: name === null ? [] : [name] }),
    );
  }
}

/** Null for an empty text. @throws Error for one that was not checked. */
export function addressesIn(text: string): AddressSet | null {
  const { targets, problems } = parseTargetList(text);
  if (problems.length > 0) throw new Error('the stored addresses cannot be read');
  return targets.length === 0 ? null : addressesOf(targets);
}

/** Null for an empty text. @throws Error for one that was not checked. */
export function portsIn(text: string): PortSet | null {
  if (text === '') return null;
  const read = readPorts(text);
  if (!read.ok) throw new Error('the stored ports cannot be read');
  return read.ports;
}
