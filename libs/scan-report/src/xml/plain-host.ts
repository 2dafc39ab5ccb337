import type { ReaderLimits } from '../reader-limits.js';
import { A, TagAttributes } from './attributes.js';
import { ElementKind, childKind, elementNames } from './elements.js';
import { HostBuilder } from './host-builder.js';
import { hashOn, KnownNames } from './known-names.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const UNDERSCORE = 0x5f;
const SMALL_A = 0x61;
const SMALL_Z = 0x7a;
const BEYOND_ASCII = 0x80;

const knownElements = new KnownNames(elementNames);
const knownAttributes = new KnownNames(Object.keys(A));
const EMPTY = new Uint8Array(0);

/**
 * Reads whole `<host>…</host>` records as scanners write them, in one pass and faster than a general XML parser. It
 * knows the plain form only: ASCII, elements and attributes that the grammar has, values in double quotes, text where it
 * is kept, XML's own five entities and line feeds. Whatever else is in a record, right or wrong, makes it give up
 * without a trace, and the general parser decides; so the two never differ.
 */
export class PlainHostReader {
  private bytes: Uint8Array = EMPTY;
  private piece = '';
  private at = 0;
  /** Behind the last tag. */
  private tagEnd = 0;
  private host: HostBuilder | undefined;
  private readonly kinds: ElementKind[] = [];
  private readonly names: string[] = [];
  private readonly attributes = new TagAttributes();

  constructor(private readonly limits: ReaderLimits) {}

  /**
   * @param bytes from behind the tag before the host to behind `</host>`; they are what is looked at, because that is fast
   * @param piece the same, decoded; values are cut out of it
   * @returns the host as far as its elements tell, or undefined where the record is not plain
   */
  read(bytes: Uint8Array, piece: string): HostBuilder | undefined {
    // Text of other characters has other offsets than its bytes.
    if (bytes.length !== piece.length) return undefined;
    this.bytes = bytes;
    this.piece = piece;
    this.at = this.tagEnd = this.kinds.length = this.names.length = 0;
    this.host = undefined;
    const plain = this.elements();
    this.bytes = EMPTY;
    this.piece = '';
    return plain ? this.host : undefined;
  }

  /** @returns whether all of the piece was plain */
  private elements(): boolean {
    const { bytes } = this;
    do {
      this.skipWhite();
      if (bytes[this.at] !== LESS) return false;
      this.at += 1;
      const plain = bytes[this.at] === SLASH ? this.closeTag('') : this.openTag();
      if (!plain) return false;
    } while (this.kinds.length > 0);
    return this.at === bytes.length;
  }

  /** Passes over white space, of which text between elements consists. */
  private skipWhite(): void {
    const { bytes } = this;
    let { at } = this;
    for (let code = bytes[at]; code === LINE_FEED || code === SPACE || code === TAB; code = bytes[at]) at += 1;
    this.at = at;
  }

  private openTag(): boolean {
    const name = elementNames[this.findName(knownElements)];
    if (name === undefined || !this.readAttributes()) return false;
    const selfClosing = this.bytes[this.at] === SLASH;
    if (selfClosing) this.at += 1;
    if (this.bytes[this.at] !== GREATER) return false;
    this.at += 1;
    const { kinds, host } = this;
    const size = this.takeSize();
    if (host === undefined) {
      if (name !== 'host' || selfClosing) return false;
      this.host = new HostBuilder(this.attributes.values, this.limits);
      return this.enter(ElementKind.Host, name);
    }
    const kind = childKind(kinds[kinds.length - 1] ?? ElementKind.Ignored, name);
    if (kind !== ElementKind.Ignored) host.open(kind, this.attributes.values, size);
    if (!selfClosing) return this.enter(kind, name) && (!keepsText(kind) || this.textElement());
    if (kind !== ElementKind.Ignored) host.close(kind, '', 0);
    return true;
  }

  private enter(kind: ElementKind, name: string): boolean {
    this.kinds.push(kind);
    this.names.push(name);
    // The document and its root stand around the host.
    return this.kinds.length + 1 < this.limits.depth;
  }

  /** Text up to the end of its element. */
  private textElement(): boolean {
    const { bytes } = this;
    const begin = this.at;
    let at = begin;
    let references = false;
    for (let code = bytes[at]; code !== LESS; code = bytes[at]) {
      // A `>` in text may be the end of `]]>`.
      if (code === undefined || code >= BEYOND_ASCII || code === GREATER) return false;
      if (code < SPACE && code !== LINE_FEED && code !== TAB) return false;
      if (code === AMPERSAND) references = true;
      at += 1;
    }
    const text = this.textOf(begin, at, references);
    this.at = at + 1;
    return text !== undefined && bytes[this.at] === SLASH && this.closeTag(text);
  }

  /** @param text of the element that ends here */
  private closeTag(text: string): boolean {
    const name = this.names.pop();
    const kind = this.kinds.pop();
    if (name === undefined || kind === undefined || !this.piece.startsWith(name, this.at + 1)) return false;
    this.at += 1 + name.length;
    if (this.bytes[this.at] !== GREATER) return false;
    this.at += 1;
    const size = this.takeSize();
    if (kind !== ElementKind.Ignored && kind !== ElementKind.Host) this.host?.close(kind, text, size);
    return true;
  }

  /** Reads a name of small letters, digits and underscores. @returns its number, or -1 where there is no known one */
  private findName(names: KnownNames): number {
    const { bytes } = this;
    const begin = this.at;
    let at = begin;
    let hash = 0;
    for (let code = bytes[at]; code !== undefined; code = bytes[at]) {
      const letter = (code >= SMALL_A && code <= SMALL_Z) || code === UNDERSCORE;
      if (!letter && !(code >= ZERO && code <= NINE)) break;
      hash = hashOn(hash, code);
      at += 1;
    }
    this.at = at;
    return names.find(bytes, begin, at, hash);
  }

  /** Reads all attributes of a tag, up to its end. @returns whether they are plain */
  private readAttributes(): boolean {
    const { bytes, attributes } = this;
    attributes.clear();
    for (let count = 0; bytes[this.at] === SPACE; count += 1) {
      if (count >= this.limits.attributes) return false;
      this.at += 1;
      // Older nmap writes a blank before the end of a tag.
      if (bytes[this.at] === SLASH) return true;
      const place = this.findName(knownAttributes);
      const value = this.value();
      // A name that stands twice, or that no scanner writes, is for the general parser.
      if (place === -1 || value === undefined || !attributes.set(place, value)) return false;
    }
    return true;
  }

  /** `="…"`, or undefined where it is not plain. */
  private value(): string | undefined {
    const { bytes } = this;
    if (bytes[this.at] !== EQUALS || bytes[this.at + 1] !== DOUBLE_QUOTE) return undefined;
    const begin = this.at + 2;
    let at = begin;
    let references = false;
    for (let code = bytes[at]; code !== DOUBLE_QUOTE; code = bytes[at]) {
      if (code === undefined || code < SPACE || code >= BEYOND_ASCII || code === LESS) return undefined;
      if (code === AMPERSAND) references = true;
      at += 1;
    }
    this.at = at + 1;
    return this.textOf(begin, at, references);
  }

  private textOf(begin: number, end: number, references: boolean): string | undefined {
    if (end - begin > this.limits.valueLength) return undefined;
    const written = this.piece.substring(begin, end);
    return references ? resolved(written) : written;
  }

  /** Characters since the last tag: this tag's own, and the text before it. */
  private takeSize(): number {
    const size = this.at - this.tagEnd;
    this.tagEnd = this.at;
    return size;
  }
}

/** Whether text in this element is kept; such an element has no children where it is plain. */
function keepsText(kind: ElementKind): boolean {
  return kind === ElementKind.Elem || kind === ElementKind.ServiceCpe || kind === ElementKind.OsCpe;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&#xa;': '\n',
};

/** Text with its references resolved, or undefined where there is one that is not plain. */
function resolved(written: string): string | undefined {
  let text = '';
  let from = 0;
  for (let at = written.indexOf('&'); at !== -1; at = written.indexOf('&', from)) {
    const end = written.indexOf(';', at) + 1;
    const character = end === 0 ? undefined : ENTITIES[written.substring(at, end)];
    if (character === undefined) return undefined;
    text += written.substring(from, at) + character;
    from = end;
  }
  return text + written.substring(from);
}
