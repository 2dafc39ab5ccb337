import { A, type Attributes } from './attributes.js';
import type { ScriptResult, ScriptValue } from '../observation.js';

interface Table {
  key: string | undefined;
  keys: (string | undefined)[];
  values: ScriptValue[];
}

/** Puts one script's nested `table` and `elem` elements together. */
export class ScriptBuilder {
  private readonly script: ScriptResult;
  private readonly root: Table = { key: undefined, keys: [], values: [] };
  private readonly open: Table[] = [];
  private elemKey: string | undefined;

  constructor(attributes: Attributes) {
    this.script = { id: attributes[A.id] ?? '', output: attributes[A.output] ?? '' };
  }

  openTable(attributes: Attributes): void {
    this.open.push({ key: attributes[A.key], keys: [], values: [] });
  }

  closeTable(): void {
    const table = this.open.pop();
    if (table) this.add(table.key, tableValue(table));
  }

  openElem(attributes: Attributes): void {
    this.elemKey = attributes[A.key];
  }

  closeElem(text: string): void {
    this.add(this.elemKey, text);
  }

  /** The script so far; tables that are still open are closed. */
  result(): ScriptResult {
    while (this.open.length > 0) this.closeTable();
    if (this.root.values.length > 0) this.script.data = tableValue(this.root);
    return this.script;
  }

  private add(key: string | undefined, value: ScriptValue): void {
    const table = this.open.at(-1) ?? this.root;
    table.keys.push(key);
    table.values.push(value);
  }
}

/**
 * A Lua table as JSON. Without any key: an array. With keys: an object, in which a key that comes more than once (two
 * `organizationalUnitName` in one certificate) holds the array of its values, and values without a key go by their
 * index among those. A key `__proto__` is a key like any other.
 */
function tableValue({ keys, values }: Table): ScriptValue {
  if (keys.every((key) => key === undefined)) return values;
  const object: Record<string, ScriptValue> = {};
  const repeated = new Set<string>();
  let unnamed = 0;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? String(unnamed++);
    const value = values[index] ?? '';
    const earlier = Object.hasOwn(object, key) ? object[key] : undefined;
    if (earlier === undefined) {
      setOwn(object, key, value);
    } else if (repeated.has(key) && Array.isArray(earlier)) {
      earlier.push(value);
    } else {
      setOwn(object, key, [earlier, value]);
      repeated.add(key);
    }
  }
  return object;
}

/** Plain assignment would run a setter that objects inherit under this one name. */
function setOwn(object: Record<string, ScriptValue>, key: string, value: ScriptValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}
