import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, output, signal } from '@angular/core';
import { enginesApi } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';
import { OneTimeSecret } from '../design/one-time-secret.js';
import { joinCommand } from './join-command.js';

const LIFETIMES = [
  { minutes: 60, label: 'one hour' },
  { minutes: 1440, label: 'one day' },
  { minutes: 10_080, label: 'one week' },
] as const;

/** Makes a join token and shows, once, the command that uses it. */
@Component({
  selector: 'sf-join-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Modal, OneTimeSecret],
  template: `
    <dialog sfModal aria-labelledby="join-title" (dismissed)="closed.emit()">
      <div class="modal-body">
        <h2 id="join-title">Add an engine</h2>
        @if (command(); as command) {
          <p>Run this on the machine that is to scan. It enrols itself and needs no open port.</p>
          <sf-one-time-secret label="Join command" [text]="command" />
          <p class="dim">Until its owner widens its policy, an engine scans nothing but its own loopback addresses.</p>
          <div class="modal-actions">
            <button type="button" class="button primary" (click)="closed.emit()">Done</button>
          </div>
        } @else {
          <p>A join token lets one machine enrol itself, once.</p>
          <label class="field"
            ><span class="field-label">It can be used for</span>
            <select (change)="choose($event)">
              @for (lifetime of lifetimes; track lifetime.minutes) {
                <option [value]="lifetime.minutes" [selected]="lifetime.minutes === minutes()">
                  {{ lifetime.label }}
                </option>
              }
            </select>
          </label>
          <div class="modal-actions">
            <button type="button" class="button" (click)="closed.emit()">Cancel</button>
            <button type="button" class="button primary" (click)="create()">Create join token</button>
          </div>
        }
      </div>
    </dialog>
  `,
})
export class JoinDialog {
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  private readonly origin = inject(DOCUMENT).location.origin;
  private readonly token = signal<string | undefined>(undefined);

  protected readonly lifetimes = LIFETIMES;
  protected readonly minutes = signal<number>(60);
  protected readonly command = computed(() => {
    const token = this.token();
    return token === undefined ? undefined : joinCommand(this.origin, token);
  });

  protected choose(event: Event): void {
    this.minutes.set(Number((event.target as HTMLSelectElement).value));
  }

  protected async create(): Promise<void> {
    const body = { expiresInMinutes: this.minutes() };
    const made = await this.notices.attempt(() => this.api.call(enginesApi.createJoinToken, { body }));
    this.token.set(made?.token);
  }
}
