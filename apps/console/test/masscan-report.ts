/** An answer in a masscan report that a test writes. */
export interface WrittenAnswer {
  address: string;
  port: number;
  protocol?: string;
}

export const masscanHead = `<?xml version="1.0"?>\n<!-- masscan v1.0 scan -->\n<nmaprun scanner="masscan" start="1700000000" version="1.0-BETA"  xmloutputversion="1.03">\n<scaninfo type="syn" protocol="tcp" />\n`;
export const masscanTail = `<runstats>\n<finished time="1700000100" timestr="2023-11-14 22:15:00" elapsed="100" />\n<hosts up="1" down="0" total="1" />\n</runstats>\n</nmaprun>\n`;

/** One answer as masscan 1.3.2 writes it. */
export function answerXml({ address, port, protocol = 'tcp' }: WrittenAnswer): string {
  const type = address.includes(':') ? 'ipv6' : 'ipv4';
  return `<host endtime="1700000001"><address addr="${address}" addrtype="${type}"/><ports><port protocol="${protocol}" portid="${port}"><state state="open" reason="syn-ack" reason_ttl="64"/></port></ports></host>\n`;
}

/** A whole report. */
export function masscanReport(answers: readonly WrittenAnswer[]): string {
  return masscanHead + answers.map(answerXml).join('') + masscanTail;
}
