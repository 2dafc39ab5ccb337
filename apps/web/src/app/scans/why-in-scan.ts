import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { scansApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ProblemPanel } from '../design/problem-panel.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';

/** Answers whether an address was scanned with a scan, which line decides it, and which shards probed it when. */
@Component({
  selector: 'sf-why-in-scan',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, ProblemPanel, When],
  templateUrl: './why-in-scan.html',
  styles: `
    .ask {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: var(--gap-s);
      max-width: 480px;
    }
    .answer {
      display: grid;
      gap: var(--gap-s);
      margin-top: var(--gap-s);
      overflow-wrap: anywhere;
    }
    .verdict {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-m);
    }
    .error {
      margin-top: var(--gap-s);
      color: var(--bad);
    }
  `,
})
export class WhyInScan {
  readonly scanId = input.required<string>();
  private readonly address = linkedSignal({ source: this.scanId, computation: () => '' });
  private readonly verdict = load(scansApi.why, () => {
    const address = this.address();
    return address === '' ? undefined : { params: { scanId: this.scanId() }, query: { address } };
  });

  protected readonly problem = computed(() => (this.address() === '' ? undefined : this.verdict.problem()));
  /** What is wrong with the address itself. */
  protected readonly refusal = computed(() => {
    const problem = this.problem();
    return problem?.status === 422 ? [problem.message, ...problem.issues.map((issue) => issue.message)].join(' ') : '';
  });
  /** Only the verdict on the address that was asked for last. */
  protected readonly answer = computed(() => (this.problem() === undefined ? this.verdict.value() : undefined));
  protected readonly isAsking = this.verdict.loading;

  protected ask(event: Event, address: string): void {
    event.preventDefault();
    if (address.trim() === this.address()) this.verdict.reload();
    else this.address.set(address.trim());
  }

  protected askAgain(): void {
    this.verdict.reload();
  }
}
