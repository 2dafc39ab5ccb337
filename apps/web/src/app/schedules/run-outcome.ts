import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ScheduleRun } from '@scanfleet/contracts';
import { ScanStateBadge } from '../scans/scan-state-badge.js';
import { HostText } from '../text/host-text.js';
import { skipWords } from './run-words.js';

/** What became of an occurrence: its scan, that it waits, or why it was skipped. */
@Component({
  selector: 'sf-run-outcome',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, RouterLink, ScanStateBadge],
  template: `
    @switch (run().outcome) {
      @case ('started') {
        @if (run().scan; as scan) {
          <a [routerLink]="['/scans', scan.id]"><sf-scan-state [scan]="scan" /></a>
        } @else {
          <span class="badge plain"><span class="word">started, its scan is deleted</span></span>
        }
      }
      @case ('queued') {
        <span class="badge plain"><span class="word">waits for the scan before it</span></span>
      }
      @case ('skipped') {
        <span class="badge warn"><span class="word">skipped</span></span>
        <span class="why dim"
          >{{ why() }}
          @if (detail() === 'full' && run().detail; as said) {
            <span class="said"><sf-text [value]="said" /></span>
          }
        </span>
      }
    }
  `,
  styles: `
    .why,
    .said {
      margin-inline-start: 0.5ch;
    }
    .said::before {
      content: '“';
    }
    .said::after {
      content: '”';
    }
  `,
})
export class RunOutcome {
  readonly run = input.required<ScheduleRun>();
  readonly detail = input<'full' | 'brief'>('brief');
  protected readonly why = computed(() => {
    const { reason } = this.run();
    return reason === null ? '' : skipWords[reason];
  });
}
