import type { ReportFormat } from '@scanfleet/contracts';
import type { ReportFormat as ReaderFormat } from '@scanfleet/scan-report';

/** The report library's name of each format that engines send. */
export const readerFormat: Readonly<Record<ReportFormat, ReaderFormat>> = {
  nmap_xml: 'nmap-xml',
  masscan_xml: 'masscan-xml',
  masscan_json: 'masscan-json',
  masscan_list: 'masscan-list',
};
