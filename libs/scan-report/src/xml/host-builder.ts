import type {
  ExtraPorts,
  Observation,
  ObservedOs,
  ObservedService,
  OsMatch,
  ScriptResult,
  Traceroute,
} from '../observation.js';
import { readCount } from '../read-number.js';
import type { ReaderLimits } from '../reader-limits.js';
import { ProblemCode } from '../report-event.js';
import { ElementKind } from './elements.js';
import {
  readAddress,
  readExtraReason,
  readHop,
  readHost,
  readOsClass,
  readOsMatch,
  readPort,
  readPortState,
  readProtocol,
  readSequence,
  readService,
  readStatus,
  readTimes,
} from './host-parts.js';
import { ScriptBuilder } from './script-builder.js';
import { A, type Attributes } from './attributes.js';

/** What an element costs of the host's size, beside its values. */
const ELEMENT_SIZE = 64;

/** Builds one observation from the elements of one `host`, in the order in which they open and close. */
export class HostBuilder {
  readonly observation: Observation;
  /** What was left out or cut, once per code. */
  readonly problems = new Map<ProblemCode, string>();

  private size = 0;
  private full = false;
  private service: ObservedService | undefined;
  private extraPorts: ExtraPorts | undefined;
  private osMatch: OsMatch | undefined;
  private traceroute: Traceroute | undefined;
  private script: ScriptBuilder | undefined;
  /** Where a `script` belongs; nowhere inside a port that was left out. */
  private scripts: ScriptResult[] | undefined;
  /** Where a `cpe` belongs. */
  private cpes: string[] = [];

  constructor(
    attributes: Attributes,
    private readonly limits: ReaderLimits,
  ) {
    this.observation = readHost(attributes);
  }

  /** @param size characters of the tag and of the text before it */
  open(kind: ElementKind, attributes: Attributes, size: number): void {
    this.grow(ELEMENT_SIZE + size);
    if (this.full) return;
    switch (kind) {
      case ElementKind.Status:
        return readStatus(attributes, this.observation);
      case ElementKind.Address:
        return this.address(attributes);
      case ElementKind.HostName:
        return this.hostName(attributes);
      case ElementKind.Port:
        return this.port(attributes);
      case ElementKind.PortState:
        if (this.service) readPortState(attributes, this.service);
        return;
      case ElementKind.Service:
        return this.openService(attributes);
      case ElementKind.Script:
        this.script = new ScriptBuilder(attributes);
        return;
      case ElementKind.Table:
        return this.script?.openTable(attributes);
      case ElementKind.Elem:
        return this.script?.openElem(attributes);
      case ElementKind.ExtraPorts:
        return this.openExtraPorts(attributes);
      case ElementKind.ExtraReasons:
        this.extraPorts?.reasons.push(readExtraReason(attributes));
        return;
      case ElementKind.Times:
        return readTimes(attributes, this.observation);
      default:
        return this.openRare(kind, attributes);
    }
  }

  /**
   * @param text all text of the element
   * @param size characters of the tag and of the text before it
   */
  close(kind: ElementKind, text: string, size: number): void {
    this.grow(size);
    switch (kind) {
      case ElementKind.Port:
        this.service = undefined;
        return;
      case ElementKind.ServiceCpe:
      case ElementKind.OsCpe:
        if (!this.full) this.cpes.push(text);
        return;
      case ElementKind.Script:
        return this.closeScript();
      case ElementKind.Table:
        if (!this.full) this.script?.closeTable();
        return;
      case ElementKind.Elem:
        if (!this.full) this.script?.closeElem(text);
        return;
      case ElementKind.OsMatch:
        this.osMatch = undefined;
        return;
      default:
        return;
    }
  }

  /** A value of this host was longer than the limit. */
  valueCut(): void {
    this.problems.set(
      ProblemCode.ValueTruncated,
      `A value longer than ${this.limits.valueLength} characters was cut there.`,
    );
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size > this.limits.hostSize) this.leaveOut(`its first ${this.limits.hostSize} characters`);
  }

  private leaveOut(kept: string): void {
    this.full = true;
    this.problems.set(ProblemCode.HostTruncated, `The host's record is too large: only ${kept} were kept.`);
  }

  private address(attributes: Attributes): void {
    if (readAddress(attributes, this.observation)) return;
    const text = (attributes[A.addr] ?? '').slice(0, 60);
    this.problems.set(ProblemCode.AddressUnreadable, `"${text}" is no address and was left out.`);
  }

  private hostName(attributes: Attributes): void {
    const name = attributes[A.name];
    if (name) this.observation.names.push({ name, type: attributes[A.type] ?? '' });
  }

  private port(attributes: Attributes): void {
    this.service = readPort(attributes);
    this.scripts = undefined;
    if (!this.service) {
      // masscan writes an answer to --ping or --arp as a port; it says no more than that the host is up.
      if (attributes[A.protocol] === 'icmp' || attributes[A.protocol] === 'arp') return;
      const port = `${attributes[A.protocol] ?? ''}/${attributes[A.portid] ?? ''}`.slice(0, 60);
      this.problems.set(ProblemCode.PortSkipped, `"${port}" is no port that a host can have; it was left out.`);
    } else if (this.observation.services.length >= this.limits.servicesPerHost) {
      this.service = undefined;
      this.leaveOut(`its first ${this.limits.servicesPerHost} services`);
    } else {
      this.observation.services.push(this.service);
      this.scripts = this.service.scripts;
      if (attributes[A.protocol] === undefined) {
        this.problems.set(ProblemCode.ProtocolAssumed, 'A port without a protocol was read as TCP.');
      }
    }
  }

  private openService(attributes: Attributes): void {
    this.cpes = [];
    if (!this.service) return;
    readService(attributes, this.service);
    this.cpes = this.service.cpes;
  }

  private openExtraPorts(attributes: Attributes): void {
    this.extraPorts = { state: attributes[A.state] ?? '', count: readCount(attributes[A.count]) ?? 0, reasons: [] };
    this.observation.extraPorts.push(this.extraPorts);
  }

  private closeScript(): void {
    if (this.script) this.scripts?.push(this.script.result());
    this.script = undefined;
  }

  private openRare(kind: ElementKind, attributes: Attributes): void {
    const { observation } = this;
    switch (kind) {
      case ElementKind.PortUsed:
        return this.portUsed(attributes);
      case ElementKind.OsMatch:
        this.osMatch = readOsMatch(attributes);
        this.os().matches.push(this.osMatch);
        return;
      case ElementKind.OsClass: {
        const osClass = readOsClass(attributes);
        this.cpes = osClass.cpes;
        if (this.osMatch) this.osMatch.classes.push(osClass);
        else (this.os().classes ??= []).push(osClass);
        return;
      }
      case ElementKind.HostScript:
        this.scripts = observation.hostScripts;
        return;
      case ElementKind.OsFingerprint:
        if (attributes[A.fingerprint]) this.os().fingerprint = attributes[A.fingerprint];
        return;
      case ElementKind.Distance:
        return assignCount(attributes[A.value], (hops) => (observation.distance = hops));
      case ElementKind.Smurf:
        return assignCount(attributes[A.responses], (answers) => (observation.smurfResponses = answers));
      case ElementKind.Uptime:
        return assignCount(attributes[A.seconds], (seconds) => {
          observation.uptime = { seconds };
          if (attributes[A.lastboot]) observation.uptime.lastBoot = attributes[A.lastboot];
        });
      case ElementKind.TcpSequence:
        observation.tcpSequence = {
          index: readCount(attributes[A.index]) ?? 0,
          difficulty: attributes[A.difficulty] ?? '',
          values: attributes[A.values] ?? '',
        };
        return;
      case ElementKind.IpIdSequence:
        observation.ipIdSequence = readSequence(attributes);
        return;
      case ElementKind.TcpTsSequence:
        observation.tcpTsSequence = readSequence(attributes);
        return;
      case ElementKind.Trace:
        return this.openTrace(attributes);
      case ElementKind.Hop:
        this.traceroute?.hops.push(readHop(attributes));
        return;
      default:
        return;
    }
  }

  private os(): ObservedOs {
    return (this.observation.os ??= { matches: [], portsUsed: [] });
  }

  private portUsed(attributes: Attributes): void {
    const protocol = readProtocol(attributes[A.proto]);
    const port = readCount(attributes[A.portid]);
    if (protocol && port !== undefined) {
      this.os().portsUsed.push({ state: attributes[A.state] ?? '', protocol, port });
    }
  }

  private openTrace(attributes: Attributes): void {
    this.traceroute = { hops: [] };
    if (attributes[A.proto]) this.traceroute.protocol = attributes[A.proto];
    const port = readCount(attributes[A.port]);
    if (port !== undefined) this.traceroute.port = port;
    this.observation.traceroute = this.traceroute;
  }
}

function assignCount(text: string | undefined, assign: (value: number) => void): void {
  const value = readCount(text);
  if (value !== undefined) assign(value);
}
