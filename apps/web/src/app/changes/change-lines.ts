import { ChangeDetectionStrategy, Component, computed, input, model, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Change } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { RowKeys } from '../design/row-keys.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { changeName, changeWords, changedPort, valueText } from './describe-change.js';
import { muteOf } from './mute-of.js';

/** Changes as rows: when, what, where, from what to what, by which scan, and who knows of it. */
@Component({
  selector: 'sf-change-lines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink, RowKeys, When],
  templateUrl: './change-lines.html',
  styles: `
    input {
      vertical-align: middle;
    }
    .known {
      display: block;
      font-size: var(--text-s);
    }
    .known sf-icon {
      margin-right: 4px;
    }
    .known .link {
      margin-inline-start: 1ch;
      font-size: inherit;
    }
  `,
  host: { '(keydown.space)': 'pickRow($event)' },
})
export class ChangeLines {
  readonly changes = input.required<readonly Change[]>();
  /** `host`: all changes are of one host, which need not be named in each. */
  readonly of = input<'hosts' | 'host'>('hosts');
  readonly detail = input<'full' | 'brief'>('full');
  /**
   * Whether changes that nobody knows yet can be picked, by their boxes or by the space bar on the row in focus. What is known
   * can be taken back then.
   */
  readonly mayPick = input(false);
  /** Ids of the picked ones. */
  readonly picked = model<ReadonlySet<string>>(new Set());
  /** Id of a change that somebody wants to be known no more. */
  readonly takenBack = output<string>();

  /** A page about one host has a way of its own to mute that host. */
  protected readonly mayMute = computed(() => this.mayPick() && this.detail() === 'full');
  protected readonly ofHosts = computed(() => this.of() === 'hosts');
  /** Where rows of several hosts stand beside other things there is one line for each. */
  protected readonly isClipped = computed(() => this.ofHosts() && this.detail() === 'brief');
  protected readonly openIds = computed(() =>
    this.changes()
      .filter((change) => change.acknowledged === null)
      .map(({ id }) => id),
  );
  private readonly pickedCount = computed(() => this.openIds().filter((id) => this.picked().has(id)).length);
  protected readonly areAllPicked = computed(
    () => this.pickedCount() > 0 && this.pickedCount() === this.openIds().length,
  );
  protected readonly areSomePicked = computed(() => this.pickedCount() > 0 && !this.areAllPicked());
  protected readonly lines = computed(() =>
    this.changes().map((change) => ({
      change,
      name: changeName(change),
      words: changeWords[change.kind],
      port: changedPort(change),
      before: valueText(change.before),
      after: valueText(change.after),
      mute: muteOf(change),
    })),
  );

  protected pick(id: string): void {
    this.picked.update((picked) => {
      const next = new Set(picked);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }

  protected pickAll(): void {
    this.picked.set(new Set(this.areAllPicked() ? [] : this.openIds()));
  }

  /** The space bar on a box is the browser's, on the link of a row it would scroll the page. */
  protected pickRow(event: Event): void {
    const focused = event.target as HTMLElement;
    if (!this.mayPick() || !focused.matches('a[data-row]')) return;
    event.preventDefault();
    const id = focused.closest('tr')?.dataset['change'];
    if (id !== undefined && this.openIds().includes(id)) this.pick(id);
  }
}
