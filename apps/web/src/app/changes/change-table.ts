import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { changesApi, type Change } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { Notices } from '../design/notices.js';
import { countOf } from '../text/format-count.js';
import { ChangeLines } from './change-lines.js';

/** Changes in a frame, where operators say which of them are known; what stands inside comes below the rows. */
@Component({
  selector: 'sf-change-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangeLines],
  template: `
    <div class="table-frame" [attr.aria-busy]="isLoading()">
      @if (session.mayOperate()) {
        <form class="known" (submit)="acknowledge($event)">
          <span role="status">{{ tally() }}</span>
          <input
            class="input"
            type="text"
            aria-label="Note"
            placeholder="Note, for who reads it later"
            autocomplete="off"
            maxlength="1000"
            [value]="note()"
            (input)="take($event)"
          />
          <button type="submit" class="button" [disabled]="ids().length === 0 || isActing()">Acknowledge</button>
        </form>
      }
      <div class="table-scroll">
        <sf-change-lines
          [of]="of()"
          [detail]="detail()"
          [changes]="changes()"
          [mayPick]="session.mayOperate()"
          [(picked)]="picked"
          (takenBack)="takeBack([$event])"
        />
      </div>
      <ng-content />
    </div>
  `,
  styles: `
    .known {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--gap-s);
      padding: var(--gap-s) var(--gap-m);
      border-bottom: 1px solid var(--line);
    }
    .known > span {
      min-width: 9ch;
      color: var(--text-dim);
    }
    .known > .input {
      flex: 1 1 160px;
      max-width: 420px;
    }
  `,
})
export class ChangeTable {
  readonly changes = input.required<readonly Change[]>();
  readonly of = input<'hosts' | 'host'>('hosts');
  readonly detail = input<'full' | 'brief'>('full');
  readonly isLoading = input(false);
  /** Others are known than before. */
  readonly acknowledged = output<void>();

  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  protected readonly picked = signal<ReadonlySet<string>>(new Set());
  protected readonly note = signal('');
  protected readonly isActing = signal(false);
  /** What was picked and is still here, and that nobody else has acknowledged meanwhile. */
  protected readonly ids = computed(() =>
    this.changes()
      .filter((change) => change.acknowledged === null && this.picked().has(change.id))
      .map(({ id }) => id),
  );
  protected readonly tally = computed(() => `${this.ids().length} picked`);

  protected take(event: Event): void {
    this.note.set((event.target as HTMLInputElement).value);
  }

  protected async acknowledge(event: Event): Promise<void> {
    event.preventDefault();
    const changeIds = this.ids();
    if (changeIds.length === 0 || this.isActing()) return;
    this.isActing.set(true);
    const answer = await this.notices.attempt(() =>
      this.api.call(changesApi.acknowledge, { body: { changeIds, note: this.note() } }),
    );
    this.isActing.set(false);
    if (answer === undefined) return;
    const told = `${countOf(answer.acknowledged, 'change')} acknowledged. Alert rules do not tell them again.`;
    this.notices.tell(told, { label: 'Undo', run: () => void this.takeBack(changeIds) });
    this.picked.set(new Set());
    this.note.set('');
    this.acknowledged.emit();
  }

  protected async takeBack(changeIds: readonly string[]): Promise<void> {
    if (this.isActing()) return;
    this.isActing.set(true);
    const answer = await this.notices.attempt(
      () => this.api.call(changesApi.unacknowledge, { body: { changeIds: [...changeIds] } }),
      ({ unacknowledged }) => `Taken back: ${countOf(unacknowledged, 'change')} not acknowledged any more.`,
    );
    this.isActing.set(false);
    if (answer !== undefined) this.acknowledged.emit();
  }
}
