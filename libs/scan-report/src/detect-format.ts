import { refuseForeignBytes } from './foreign-bytes.js';
import { ReportFormat } from './report-event.js';

/** How many bytes of a report `detectFormat` wants to see at most. */
export const DETECT_BYTES = 64 * 1024;

/**
 * Tells a report's format by its first bytes.
 *
 * @param firstBytes the beginning of the report; up to `DETECT_BYTES` are looked at
 * @returns undefined where these bytes do not tell (too few of them, or of no known format). An empty file is one of
 *   masscan JSON that found nothing, but could be anything: it does not tell either.
 * @throws ReportRefused where no format begins like this: UTF-16, or a compressed file
 */
export function detectFormat(firstBytes: Uint8Array): ReportFormat | undefined {
  refuseForeignBytes(firstBytes);
  const text = new TextDecoder().decode(firstBytes.subarray(0, DETECT_BYTES)).trimStart();
  if (text.startsWith('<')) return detectXml(text);
  if (/^\[?\s*,?\s*\{\s*"(ip|finished)"|^\{\s*finished|^\[\s*\]/.test(text)) return ReportFormat.MasscanJson;
  if (/^(#masscan\r?\n|(open|closed|banner) (tcp|udp|sctp|icmp|arp) \d+ \S+ \d+)/.test(text))
    return ReportFormat.MasscanList;
  if (/^(# (Nmap|Masscan) \S+ scan initiated|(Timestamp: \d+\t)?Host: \S+ \()/.test(text))
    return ReportFormat.NmapGrepable;
  return undefined;
}

function detectXml(text: string): ReportFormat | undefined {
  const markup = text.replace(/<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>[]*>/gs, '').trimStart();
  const [, attributes] = /^<nmaprun(\s[^>]*)>/.exec(markup) ?? [];
  if (attributes === undefined) return undefined;
  return /\sscanner\s*=\s*["']masscan["']/.test(attributes) ? ReportFormat.MasscanXml : ReportFormat.NmapXml;
}
