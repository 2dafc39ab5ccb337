import { Service, inject, signal } from '@angular/core';
import { schedulesApi, type Scan, type Schedule } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';
import { formatMoment } from '../text/format-time.js';

/** What can be done to a schedule; each tells how it went. One thing at a time: meanwhile another press does nothing. */
@Service()
export class ScheduleActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly under = signal<string | undefined>(undefined);
  /** The schedule to which something is being done. */
  readonly busy = this.under.asReadonly();

  /** Starts its scan now; the next run stays where it is. */
  async run(schedule: Schedule): Promise<void> {
    await this.once(schedule, async () => {
      const scan = await this.notices.attempt(() =>
        this.api.call(schedulesApi.run, { params: { scheduleId: schedule.id } }),
      );
      if (scan) this.notices.tell(startedWords(schedule, scan), { label: 'Open the scan', path: `/scans/${scan.id}` });
    });
  }

  async enable(schedule: Schedule): Promise<void> {
    await this.change(schedule, true, `${schedule.name} runs again. What was due meanwhile is not made up for.`);
  }

  async disable(schedule: Schedule): Promise<void> {
    await this.change(schedule, false, `${schedule.name} is disabled. A scan of it that works goes on.`);
  }

  /** @returns whether it is gone. */
  async remove(schedule: Schedule): Promise<boolean> {
    const goAhead = await this.confirm.ask({
      title: `Delete the schedule ${schedule.name}?`,
      text: 'It does not run any more, and what became of its occurrences is deleted. Its scans and what they found stay.',
      deed: 'Delete schedule',
    });
    if (!goAhead) return false;
    const gone = await this.notices.attempt(
      () => this.api.call(schedulesApi.remove, { params: { scheduleId: schedule.id } }),
      () => `Schedule ${schedule.name} deleted.`,
    );
    return gone !== undefined;
  }

  private async change(schedule: Schedule, enabled: boolean, done: string): Promise<void> {
    const change = { params: { scheduleId: schedule.id }, body: { enabled } };
    await this.once(schedule, () =>
      this.notices.attempt(
        () => this.api.call(schedulesApi.update, change),
        () => done,
      ),
    );
  }

  private async once(schedule: Schedule, deed: () => Promise<unknown>): Promise<void> {
    if (this.under() !== undefined) return;
    this.under.set(schedule.id);
    await deed();
    this.under.set(undefined);
  }
}

/** A scan that a blackout holds is there, but looks at nothing yet. */
function startedWords({ name }: Schedule, { blackout }: Scan): string {
  if (blackout === null) return `${name} started.`;
  return `${name} is planned. The blackout ${blackout.name} holds it back until ${formatMoment(new Date(blackout.until))}.`;
}
