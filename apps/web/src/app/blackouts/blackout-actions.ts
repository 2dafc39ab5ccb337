import { Service, inject, signal } from '@angular/core';
import { blackoutsApi, type Blackout } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm, type Question } from '../design/confirm.js';
import { Notices } from '../design/notices.js';
import { formatCount } from '../text/format-count.js';

/** What can be done to a blackout; each tells how it went. One thing at a time: meanwhile another press does nothing. */
@Service()
export class BlackoutActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly under = signal<string | undefined>(undefined);
  /** The blackout to which something is being done. */
  readonly busy = this.under.asReadonly();

  async enable(blackout: Blackout): Promise<void> {
    await this.change(blackout, true, `Blackout ${blackout.name} holds again.`);
  }

  /** Asks first where scans would go on at once. */
  async disable(blackout: Blackout): Promise<void> {
    if (blackout.active && !(await this.confirm.ask(endOf(blackout, 'Disable')))) return;
    await this.change(blackout, false, `Blackout ${blackout.name} is disabled.`);
  }

  async remove(blackout: Blackout): Promise<void> {
    const question = blackout.active
      ? endOf(blackout, 'Delete')
      : {
          title: `Delete the blackout ${blackout.name}?`,
          text: 'Scans may run at these times from then on.',
          deed: 'Delete blackout',
        };
    if (!(await this.confirm.ask(question))) return;
    await this.once(blackout, () =>
      this.notices.attempt(
        () => this.api.call(blackoutsApi.remove, { params: { blackoutId: blackout.id } }),
        () => `Blackout ${blackout.name} deleted.`,
      ),
    );
  }

  private async change(blackout: Blackout, enabled: boolean, done: string): Promise<void> {
    const change = { params: { blackoutId: blackout.id }, body: { enabled } };
    await this.once(blackout, () =>
      this.notices.attempt(
        () => this.api.call(blackoutsApi.update, change),
        () => done,
      ),
    );
  }

  private async once(blackout: Blackout, deed: () => Promise<unknown>): Promise<void> {
    if (this.under() !== undefined) return;
    this.under.set(blackout.id);
    await deed();
    this.under.set(undefined);
  }
}

/** The question before a blackout that is open comes to its end by hand. */
function endOf({ name, pausedScans }: Blackout, deed: 'Disable' | 'Delete'): Question {
  return {
    title: `${deed} the blackout ${name}, which is open now?`,
    text: goOnWords(pausedScans),
    deed: `${deed} blackout`,
  };
}

function goOnWords(scans: number): string {
  if (scans === 0) return 'Scans may start at once.';
  if (scans === 1) return 'The scan that it holds paused goes on at once.';
  return `The ${formatCount(scans)} scans that it holds paused go on at once.`;
}
