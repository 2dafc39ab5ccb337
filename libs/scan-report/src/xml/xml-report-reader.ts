import type { SaxesTagPlain } from 'saxes';
import type { FormatReader } from '../guarded-reader.js';
import type { ReaderLimits } from '../reader-limits.js';
import { ProblemCode } from '../report-event.js';
import type {
  FinishedEvent,
  ReportContext,
  ReportEvent,
  ReportFormat,
  ResumePoint,
  StartInfo,
} from '../report-event.js';
import { RefusalCode, ReportRefused } from '../report-refused.js';
import { checkedOffset, refusal } from '../resume-point.js';
import { A, type Attributes, TagAttributes } from './attributes.js';
import { resolveByteReferences } from './byte-references.js';
import { ElementKind, childKind } from './elements.js';
import { HostBuilder } from './host-builder.js';
import { MarkupSlicer } from './markup-slicer.js';
import { PlainHostReader } from './plain-host.js';
import { readFinished, readHostCounts, readProgress, readRun, readScanInfo } from './run-parts.js';
import { StrictSaxes } from './strict-saxes.js';
import { withoutNul } from './without-nul.js';
import { DISALLOWED_CHARACTER, checkDoctype, foreignRoot, tooManyAttributes, xmlRefusal } from './xml-fault.js';

/** ` a=""` */
const SHORTEST_ATTRIBUTE = 5;

/**
 * Reads nmap's XML (-oX) of any age, and masscan's, which has the same form. One saxes parser sees the whole document in
 * the slicer's pieces; it resumes at a host's end by being told of an open `nmaprun` first.
 */
export class XmlReportReader implements FormatReader {
  private readonly saxes = new StrictSaxes((message) => this.fault(message));
  private readonly slicer: MarkupSlicer;
  private readonly attributes = new TagAttributes();
  private readonly plainHosts: PlainHostReader;
  private readonly kinds: ElementKind[] = [ElementKind.Document];
  private emit: (event: ReportEvent) => void = () => undefined;

  private start: StartInfo | undefined;
  private startEmitted = false;
  private finished: FinishedEvent | undefined;
  private host: HostBuilder | undefined;
  private hostsRead = 0;
  private text = '';
  /** Tags shorter than this break no limit. */
  private readonly harmlessTag: number;

  private slice = '';
  private sliceStart = 0;
  private sliceEnd = 0;
  private charactersBefore = 0;
  /** saxes' character position behind the last tag. */
  private tagPosition = 0;
  private progressOffset: number;
  private nulSeen = false;

  constructor(
    private readonly format: ReportFormat,
    private readonly limits: ReaderLimits,
    resumeAt: ResumePoint | undefined,
  ) {
    const offset = checkedOffset(format, resumeAt);
    this.plainHosts = new PlainHostReader(limits);
    this.harmlessTag = Math.min(SHORTEST_ATTRIBUTE * limits.attributes, limits.valueLength);
    this.progressOffset = this.sliceStart = this.sliceEnd = offset;
    this.slicer = new MarkupSlicer(offset, limits, { slice: this.take.bind(this), cut: () => this.host?.valueCut() });
    if (resumeAt && offset > 0) this.enterRun(offset, resumeAt.context.start);
    this.listen();
  }

  read(chunk: Uint8Array, emit: (event: ReportEvent) => void): void {
    this.emit = emit;
    this.slicer.push(chunk);
  }

  finish(emit: (event: ReportEvent) => void): void {
    this.emit = emit;
    const rest = this.slicer.rest();
    if (this.start === undefined && /^\s*[^\s<\ufeff]/.test(rest)) {
      throw new ReportRefused(
        RefusalCode.NotAReport,
        0,
        'This is not XML: it does not begin with "<". Choose the file written with -oX.',
      );
    }
    if (this.start && !this.startEmitted) this.emitStart(this.start);
    const missing = this.missing(rest);
    if (missing === undefined) return;
    emit({
      kind: 'problem',
      code: ProblemCode.Truncated,
      message: `${missing} ${this.hostsRead} complete host records were read and kept.`,
      offset: this.slicer.received(),
    });
  }

  context(): ReportContext {
    return this.start ? { format: this.format, start: structuredClone(this.start) } : { format: this.format };
  }

  offset(): number {
    return this.sliceEnd;
  }

  private enterRun(offset: number, start: StartInfo | undefined): void {
    if (!start) throw refusal(offset, "The context lacks the report's beginning. Read from the beginning.");
    this.start = structuredClone(start);
    this.startEmitted = true;
    this.saxes.write('<nmaprun>');
    this.charactersBefore = this.tagPosition = '<nmaprun>'.length;
    this.kinds.push(ElementKind.Run);
  }

  private listen(): void {
    this.saxes.on('doctype', (declaration) => checkDoctype(declaration, this.bytePosition()));
    this.saxes.on('xmldecl', ({ encoding }) => this.encoding(encoding));
    this.saxes.on('opentag', (tag) => this.open(tag));
    this.saxes.on('closetag', () => this.close());
    this.saxes.on('text', (text) => this.addText(text));
    this.saxes.on('cdata', (text) => this.addText(text));
  }

  private take(bytes: Buffer, start: number): boolean {
    const end = start + bytes.length;
    const text = bytes.toString();
    if (this.takePlainHost(bytes, text, end)) return true;
    this.slice = resolveByteReferences(text);
    this.sliceStart = start;
    this.sliceEnd = end;
    this.saxes.write(this.slice);
    this.charactersBefore += this.slice.length;
    const atTag = this.tagPosition === this.charactersBefore;
    if (atTag) this.progressOffset = end;
    else if (end - this.progressOffset > this.limits.markupBytes + 8 * this.limits.valueLength) {
      throw xmlRefusal('a comment, text or value is far larger than any scanner writes', end);
    }
    return atTag;
  }

  /** Reads the piece if it is one plain host, which the general parser then never sees. @returns whether it was */
  private takePlainHost(bytes: Buffer, text: string, end: number): boolean {
    const betweenHosts = this.kinds.length === 2 && this.tagPosition === this.charactersBefore;
    if (!betweenHosts || !this.start || bytes.length > this.limits.markupBytes) return false;
    const host = this.plainHosts.read(bytes, text);
    if (!host) return false;
    if (!this.startEmitted) this.emitStart(this.start);
    this.slice = '';
    this.sliceStart = this.sliceEnd = this.progressOffset = end;
    this.host = host;
    this.closeHost();
    return true;
  }

  private fault(message: string): void {
    const last = this.slice.charCodeAt(this.saxes.position - this.charactersBefore - 1);
    // Control characters are data; nmap's own escaping of them is not XML 1.0 either.
    if (message === DISALLOWED_CHARACTER && (last < 0x20 || last >= 0xfffe)) {
      this.nulSeen ||= last === 0;
      return;
    }
    throw xmlRefusal(message, this.bytePosition());
  }

  private bytePosition(): number {
    return this.sliceStart + Buffer.byteLength(this.slice.slice(0, this.saxes.position - this.charactersBefore));
  }

  private encoding(encoding: string | undefined): void {
    if (encoding === undefined || /^(utf-?8|us-ascii|ascii)$/i.test(encoding)) return;
    this.problem(ProblemCode.EncodingIgnored, `The report says it is ${encoding}; it was read as UTF-8.`);
  }

  /** Characters since the last tag: this tag's own, and the text before it. */
  private takeSize(): number {
    const { position } = this.saxes;
    const size = position - this.tagPosition;
    this.tagPosition = position;
    return size;
  }

  private checkAttributes(attributes: Record<string, string>): void {
    const entries = Object.entries(attributes);
    if (entries.length > this.limits.attributes) throw tooManyAttributes(this.limits.attributes, this.bytePosition());
    for (const [name, value] of entries) {
      if (value.length <= this.limits.valueLength) continue;
      attributes[name] = value.slice(0, this.limits.valueLength);
      this.host?.valueCut();
    }
  }

  private addText(text: string): void {
    const kind = this.kinds[this.kinds.length - 1];
    if (kind !== ElementKind.ServiceCpe && kind !== ElementKind.Elem && kind !== ElementKind.OsCpe) return;
    this.text += text;
    if (this.text.length <= this.limits.valueLength) return;
    this.text = this.text.slice(0, this.limits.valueLength);
    this.host?.valueCut();
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    const { kinds } = this;
    const size = this.takeSize();
    if (size > this.harmlessTag) this.checkAttributes(attributes);
    const kind = childKind(kinds[kinds.length - 1] ?? ElementKind.Ignored, name);
    if (kinds.length > this.limits.depth) {
      throw new ReportRefused(
        RefusalCode.TooDeep,
        this.bytePosition(),
        `Elements are nested more than ${this.limits.depth} deep. No scanner writes that; check where the file comes from.`,
      );
    }
    kinds.push(kind);
    this.text = '';
    const read = this.attributes.take(attributes);
    if (this.host) {
      if (kind !== ElementKind.Ignored) this.host.open(kind, read, size);
    } else {
      this.openInRun(kind, name, read);
    }
  }

  private openInRun(kind: ElementKind, name: string, attributes: Attributes): void {
    if (kind === ElementKind.Run) {
      this.start = readRun(attributes);
      return;
    }
    if (!this.start) throw foreignRoot(name, this.bytePosition());
    if (kind === ElementKind.ScanInfo) {
      this.start.scanInfo.push(readScanInfo(attributes));
      if (this.startEmitted) this.emitStart(this.start);
      return;
    }
    if (!this.startEmitted) this.emitStart(this.start);
    switch (kind) {
      case ElementKind.Host:
        this.host = new HostBuilder(attributes, this.limits);
        return;
      case ElementKind.Target:
        return this.target(attributes);
      case ElementKind.TaskProgress:
        return this.emit(readProgress(attributes));
      case ElementKind.Finished:
        this.finished = readFinished(attributes);
        return;
      case ElementKind.Hosts:
        if (this.finished) readHostCounts(attributes, this.finished);
        return;
      default:
        return;
    }
  }

  private close(): void {
    const size = this.takeSize();
    const kind = this.kinds.pop();
    if (kind === undefined || kind === ElementKind.Ignored) return;
    if (kind === ElementKind.Host) {
      this.closeHost();
    } else if (this.host) {
      this.host.close(kind, this.text, size);
      this.text = '';
    } else if (kind === ElementKind.RunStats && this.finished) {
      this.emit(this.finished);
    }
  }

  private closeHost(): void {
    const { host } = this;
    this.host = undefined;
    if (!host) return;
    const observation = this.nulSeen ? withoutNul(host.observation) : host.observation;
    this.nulSeen = false;
    for (const [code, message] of host.problems) this.problem(code, message, observation.address);
    if (observation.addresses.length === 0) {
      this.problem(ProblemCode.HostWithoutAddress, 'A host record without an IP address was left out.');
      return;
    }
    // masscan has no status element: it writes down only what answered.
    if (observation.status === 'unknown' && this.start?.scanner === 'masscan') observation.status = 'up';
    this.hostsRead++;
    this.emit({ kind: 'host', observation, endOffset: this.sliceEnd });
  }

  private target(attributes: Attributes): void {
    if (attributes[A.status] !== 'skipped') return;
    const target = (attributes[A.specification] ?? '').slice(0, 200);
    const reason = (attributes[A.reason] ?? 'no reason given').slice(0, 60);
    this.problem(ProblemCode.TargetSkipped, `The scanner skipped the target "${target}": ${reason}.`);
  }

  private emitStart(start: StartInfo): void {
    this.startEmitted = true;
    this.emit({ kind: 'start', ...structuredClone(start) });
  }

  private problem(code: ProblemCode, message: string, address?: string): void {
    this.emit({ kind: 'problem', code, message, offset: this.bytePosition(), ...(address ? { address } : {}) });
  }

  /** What the report lacks at its end, as sentences, or undefined where it is complete. */
  private missing(rest: string): string | undefined {
    if (!this.start) return 'The report is empty or ends before its first element.';
    if (this.kinds.length === 1) return undefined;
    if (this.host) {
      const { address } = this.host.observation;
      return `The report ends inside a host record${address ? ` (${address})` : ''}; that host and the end of the report are missing.`;
    }
    if (this.finished)
      return 'The report ends inside or just behind its closing statistics; only its last tags are missing.';
    if (rest.trim() !== '') return 'The report ends inside a tag; what follows and the end of the report are missing.';
    return 'The report ends without its closing statistics: the scanner was stopped, or still runs.';
  }
}
