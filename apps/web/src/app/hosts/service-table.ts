import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import type { Service } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { CertificateFacts } from './certificate-facts.js';
import { CertificateWarning } from './certificate-warning.js';
import { ScriptOutput } from './script-output.js';

const TONES: Readonly<Record<string, string>> = { open: 'good', closed: 'plain', filtered: 'warn' };

/** Ports of a host with what answers there; scripts, banner, certificate and CPEs unfold below a row. */
@Component({
  selector: 'sf-service-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CertificateFacts, CertificateWarning, HostText, Icon, ScriptOutput, When],
  templateUrl: './service-table.html',
  styleUrl: './service-table.css',
})
export class ServiceTable {
  readonly services = input.required<readonly Service[]>();
  private readonly folded = signal<ReadonlySet<string>>(new Set());

  protected readonly rows = computed(() =>
    this.services().map((service) => {
      const key = `${service.port}/${service.protocol}`;
      const { scripts, banner, cpes, certificate } = service;
      const hasMore = scripts.length > 0 || banner !== null || cpes.length > 0 || certificate !== null;
      return {
        key,
        service,
        hasMore,
        /** A port that is closed shows no certificate any more. */
        endOfCertificate: service.state === 'open' ? certificate?.expiresAt : undefined,
        isOpen: hasMore && !this.folded().has(key),
        tone: `badge ${TONES[service.state] ?? 'quiet'}`,
        version: [service.product, service.version].filter((part) => part).join(' '),
      };
    }),
  );

  protected toggle(key: string): void {
    this.folded.update((folded) => {
      const next = new Set(folded);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }
}
