import { RefusalCode, ReportRefused } from '../report-refused.js';

/** What saxes says of a character that XML 1.0 forbids, and also of `<` inside an attribute value. */
export const DISALLOWED_CHARACTER = 'disallowed character.';

/** Turns what saxes found wrong into a refusal that says what to do. */
export function xmlRefusal(fault: string, offset: number): ReportRefused {
  if (fault.includes('entity')) {
    return new ReportRefused(
      RefusalCode.EntityRefused,
      offset,
      `The report uses an entity that is not one of XML's own (${fault.replace(/\.$/, '')} near byte ${offset}). ` +
        'No scanner writes that; entities are never expanded. Check where the file comes from.',
    );
  }
  if (fault === 'documents may contain only one root.') {
    return new ReportRefused(
      RefusalCode.Malformed,
      offset,
      `A second report begins near byte ${offset}. Split a file made with --append-output, and read each part.`,
    );
  }
  return new ReportRefused(
    RefusalCode.Malformed,
    offset,
    `The report is not well-formed XML near byte ${offset}: ${fault.replace(/\.$/, '')}. ` +
      'Hosts before that are kept; repair the file or scan again.',
  );
}

/** Accepts the plain document type that nmap writes, and nothing that declares anything. */
export function checkDoctype(declaration: string, offset: number): void {
  if (/<!ENTITY/i.test(declaration)) {
    throw new ReportRefused(
      RefusalCode.EntityRefused,
      offset,
      'The report declares entities. No scanner writes that; entities are never expanded and nothing is fetched. ' +
        'Check where the file comes from.',
    );
  }
  if (declaration.includes('[') || !/^\s+nmaprun(\s|$)/.test(declaration)) {
    throw new ReportRefused(
      RefusalCode.DoctypeRefused,
      offset,
      'The report has a document type other than the plain nmaprun that nmap writes. Check where the file comes from.',
    );
  }
}

/** A root element other than nmaprun. */
export function foreignRoot(name: string, offset: number): ReportRefused {
  return new ReportRefused(
    RefusalCode.NotAReport,
    offset,
    `This is XML, but not of nmap or masscan: its root is <${name.slice(0, 60)}>, not <nmaprun>. Choose the file written with -oX.`,
  );
}

/** More attributes on one element than the limit. */
export function tooManyAttributes(limit: number, offset: number): ReportRefused {
  return new ReportRefused(
    RefusalCode.TooManyAttributes,
    offset,
    `An element has more than ${limit} attributes. No scanner writes that; check where the file comes from.`,
  );
}
