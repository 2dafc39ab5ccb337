import { MergedFormat, type ScannerName } from '@scanfleet/contracts';
import { invalid } from '../../platform/http/refusal.js';
import type { MergedForm } from './form.js';
import { masscanJson, masscanList, masscanXml } from './masscan-forms.js';
import { nmapGrepable } from './nmap-grepable.js';
import { nmapNormal } from './nmap-normal.js';
import { nmapXml } from './nmap-xml.js';

const forms: Readonly<Record<ScannerName, Readonly<Partial<Record<MergedFormat, MergedForm>>>>> = {
  nmap: { [MergedFormat.Xml]: nmapXml, [MergedFormat.Grepable]: nmapGrepable, [MergedFormat.Normal]: nmapNormal },
  masscan: { [MergedFormat.Xml]: masscanXml, [MergedFormat.Json]: masscanJson, [MergedFormat.List]: masscanList },
};

/**
 * How a merged report of this scanner is written in this format.
 * @throws Refusal 422 `format_does_not_fit` naming the formats that do.
 */
export function chooseForm(scanner: ScannerName, format: MergedFormat): MergedForm {
  const form = forms[scanner][format];
  if (form) return form;
  const fitting = Object.keys(forms[scanner]);
  const message = `${scanner} has no ${format} report; choose ${fitting.slice(0, -1).join(', ')} or ${fitting.at(-1) ?? ''}`;
  throw invalid(`${message}.`, [{ path: 'format', message, token: format }], 'format_does_not_fit');
}
