import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { Router } from '@angular/router';
import { enginesApi, type Engine } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Icon } from '../design/icon.js';
import { Notices } from '../design/notices.js';
import { OneTimeSecret } from '../design/one-time-secret.js';

/** What admins can do to an engine. */
@Component({
  selector: 'sf-engine-admin',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, OneTimeSecret],
  templateUrl: './engine-admin.html',
  styles: `
    .panel {
      display: grid;
      gap: var(--gap-m);
    }
    form {
      display: grid;
      grid-template-columns: minmax(0, 320px) auto;
      justify-content: start;
      align-items: end;
      gap: var(--gap-s);
    }
  `,
})
export class EngineAdmin {
  readonly engine = input.required<Engine>();
  readonly changed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);

  /** A computed of its own: the engine is fetched anew after each change, and that must not take the token away. */
  private readonly engineId = computed(() => this.engine().id);
  /** The new token, until the page is left or shows another engine. */
  protected readonly token = linkedSignal<string, string | undefined>({
    source: this.engineId,
    computation: () => undefined,
  });

  protected async rename(event: Event, name: string): Promise<void> {
    event.preventDefault();
    await this.update({ name }, `Renamed to ${name.trim()}.`);
  }

  protected async enable(): Promise<void> {
    await this.update({ enabled: true }, 'Enabled. It gets work again.');
  }

  protected async disable(): Promise<void> {
    await this.update({ enabled: false }, 'Disabled. It gets no more work.');
  }

  protected async rotateToken(): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: 'Issue a new token?',
      text: 'The old one ends now. Until the new one is in the engine\u2019s configuration, the engine can\u2019t check in.',
      deed: 'Issue new token',
    });
    if (!goAhead) return;
    const made = await this.notices.attempt(() => this.api.call(enginesApi.rotateToken, { params: this.params() }));
    this.token.set(made?.token);
    this.changed.emit();
  }

  protected async revokeToken(): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Revoke the token of ${this.engine().name}?`,
      text: 'It is locked out at once. What it scans now goes to other engines when its leases end.',
      deed: 'Revoke token',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(enginesApi.revokeToken, { params: this.params() }),
      () => 'Token revoked.',
    );
    this.changed.emit();
  }

  protected async retire(): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Retire ${this.engine().name}?`,
      text: 'Its token stops working and its shards go to others. What it found stays.',
      deed: 'Retire engine',
    });
    if (!goAhead) return;
    const gone = await this.notices.attempt(
      () => this.api.call(enginesApi.remove, { params: this.params() }),
      () => `${this.engine().name} is retired.`,
    );
    if (gone) await this.router.navigateByUrl('/engines');
  }

  private params(): { engineId: string } {
    return { engineId: this.engine().id };
  }

  private async update(body: { name?: string; enabled?: boolean }, done: string): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(enginesApi.update, { params: this.params(), body }),
      () => done,
    );
    this.changed.emit();
  }
}
