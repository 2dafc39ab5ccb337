import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { ServiceCertificate } from '@scanfleet/contracts';
import { Clock } from '../text/clock.js';
import { formatMoment } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { certificateEnd } from './certificate-end.js';

const TONES = { good: '', soon: 'warn', expired: 'bad' } as const;

/** The certificate that a service showed, and how long it is still good. */
@Component({
  selector: 'sf-certificate-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `
    <dl class="facts">
      <dt>Certificate</dt>
      <dd><sf-text [value]="certificate().subject" blank="without a subject" /></dd>
      <dt>Issued by</dt>
      <dd><sf-text [value]="certificate().issuer" /></dd>
      <dt>Valid from</dt>
      <dd><sf-text [value]="from()" /></dd>
      <dt>Valid until</dt>
      <dd>
        <sf-text [value]="until()" />
        @if (end(); as end) {
          @if (end.tone) {
            <span [class]="'badge ' + end.tone"
              ><span class="word">{{ end.words }}</span></span
            >
          } @else {
            <span class="dim">{{ end.words }}</span>
          }
        }
      </dd>
      <dt>SHA-1</dt>
      <dd class="mono"><sf-text [value]="certificate().fingerprint" /></dd>
    </dl>
  `,
})
export class CertificateFacts {
  readonly certificate = input.required<ServiceCertificate>();
  private readonly clock = inject(Clock);

  protected readonly from = computed(() => momentText(this.certificate().validFrom));
  protected readonly until = computed(() => momentText(this.certificate().expiresAt));
  protected readonly end = computed(() => {
    const { expiresAt } = this.certificate();
    if (expiresAt === null) return undefined;
    const { distance, state } = certificateEnd(expiresAt, this.clock.now());
    return { tone: TONES[state], words: state === 'expired' ? `expired ${distance}` : distance };
  });
}

function momentText(at: string | null): string | null {
  return at === null ? null : formatMoment(new Date(at));
}
