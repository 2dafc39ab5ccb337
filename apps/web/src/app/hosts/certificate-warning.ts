import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Clock } from '../text/clock.js';
import { certificateEnd } from './certificate-end.js';

/** Says that a certificate has ended or ends soon; nothing while it is good. */
@Component({
  selector: 'sf-certificate-warning',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (warning(); as warning) {
    <span [class]="'badge ' + warning.tone"
      ><span class="word">{{ warning.words }}</span></span
    >
  }`,
})
export class CertificateWarning {
  readonly expiresAt = input.required<string>();
  private readonly clock = inject(Clock);
  protected readonly warning = computed(() => {
    const { distance, state } = certificateEnd(this.expiresAt(), this.clock.now());
    switch (state) {
      case 'good':
        return undefined;
      case 'soon':
        return { tone: 'warn', words: `certificate ends ${distance}` };
      case 'expired':
        return { tone: 'bad', words: `certificate expired ${distance}` };
    }
  });
}
