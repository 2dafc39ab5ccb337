import { checkScripts } from './check-scripts.js';
import { checkScriptArgs } from './script-args.js';
import { ProblemCode } from './option-types.js';
import type { CheckedValue, OptionAllowance, ValueKind } from './option-types.js';
import { formatPorts, parsePorts } from './port-spec.js';
import type { PortSyntax } from './port-spec.js';

function good(value: string): CheckedValue {
  return { ok: true, value };
}

function bad(why: string): CheckedValue {
  return { ok: false, code: ProblemCode.BadValue, why };
}

const timingNames = ['paranoid', 'sneaky', 'polite', 'normal', 'aggressive', 'insane'];
const flagNames = /^(?:URG|ACK|PSH|RST|SYN|FIN|ECE|CWR|ALL|NONE)+$/u;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const nmapSyntax: PortSyntax = { letters: 'TUSP', serviceNames: true, protocol: 'port' };
const masscanSyntax: PortSyntax = { letters: 'TUS', serviceNames: false, protocol: 'port' };
const listSyntax: PortSyntax = { letters: '', serviceNames: false, protocol: 'port' };
const protocolSyntax: PortSyntax = { letters: '', serviceNames: false, protocol: 'ip' };

/** Checks the value of one option and brings it into the form in which it is stored and handed to the scanner. */
export function checkValue(kind: ValueKind, value: string, allowance: OptionAllowance): CheckedValue {
  switch (kind.kind) {
    case 'none':
      return bad(`it takes no value. Remove "${value}"`);
    case 'integer':
      return checkInteger(kind, value);
    case 'number':
      return checkNumber(kind, value);
    case 'time':
      return checkTime(kind, value);
    case 'timing': {
      const named = timingNames.indexOf(value.toLowerCase());
      if (named >= 0) return good(String(named));
      return /^[0-5]$/u.test(value) ? good(value) : bad(`"${value}" is not a template. Write a number from 0 to 5`);
    }
    case 'nmap-ports':
      return checkPorts(value, nmapSyntax);
    case 'masscan-ports':
      return checkPorts(value, masscanSyntax);
    case 'port-list':
      return checkPorts(value, listSyntax);
    case 'protocol-list':
      return checkPorts(value, protocolSyntax);
    case 'tcp-flags':
      return checkFlags(value);
    case 'scripts':
      return checkScripts(value, allowance.scripts ?? []);
    case 'script-args':
      return checkScriptArgs(value);
    case 'word':
      return kind.words.includes(value) ? good(value) : bad(`"${value}" is none of ${kind.words.join(', ')}`);
    case 'text':
      return /^[\u0021-\u007e][\u0020-\u007e]*$/u.test(value) && !value.startsWith('-')
        ? good(value)
        : bad(`"${value}" is no plain text`);
  }
}

function checkInteger(kind: { min: number; max: number; multipleOf?: number }, value: string): CheckedValue {
  const parsed = Number(value);
  if (!/^\d{1,9}$/u.test(value) || parsed < kind.min || parsed > kind.max) {
    return bad(`"${value}" is not a whole number from ${kind.min} to ${kind.max}`);
  }
  if (kind.multipleOf !== undefined && parsed % kind.multipleOf !== 0) {
    return bad(`"${value}" is not a multiple of ${kind.multipleOf}`);
  }
  return good(String(parsed));
}

function checkNumber(kind: { min: number; max: number }, value: string): CheckedValue {
  const parsed = Number(value);
  if (!/^\d{1,9}(?:\.\d{1,6})?$/u.test(value) || parsed < kind.min || parsed > kind.max) {
    return bad(`"${value}" is not a number from ${kind.min} to ${kind.max}`);
  }
  return good(value.replace(/^0+(?=\d)/u, ''));
}

/** Times get their unit written out: nmap takes a bare number as seconds and refuses large ones without a unit. */
function checkTime(kind: { minMs: number; maxMs: number }, value: string): CheckedValue {
  const [, amount = '', unit = 's'] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/u.exec(value) ?? [];
  if (amount === '') return bad(`"${value}" is not a time. Write a number with ms, s, m or h, such as 500ms or 30m`);
  const ms = Number(amount) * (unitMs[unit] ?? 1);
  if (ms < kind.minMs || ms > kind.maxMs) {
    return bad(`"${value}" is out of bounds. Write a time from ${kind.minMs}ms to ${kind.maxMs / 1000}s`);
  }
  return good(amount + unit);
}

function checkFlags(value: string): CheckedValue {
  const upper = value.toUpperCase();
  if (flagNames.test(upper)) return good(upper);
  if (/^\d{1,3}$/u.test(value) && Number(value) <= 255) return good(String(Number(value)));
  return bad(`"${value}" names no TCP flags. Write names such as SYNFIN or a number from 0 to 255`);
}

function checkPorts(value: string, syntax: PortSyntax): CheckedValue {
  const spec = parsePorts(value, syntax);
  if (!spec.ok) return bad(`${spec.why}. Write ports such as 22,80,8000-8100`);
  return good(formatPorts(spec.items, syntax.protocol === 'ip' ? 'ip' : 'any'));
}
