import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { Router } from '@angular/router';
import type { Engine } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { OneTimeSecret } from '../design/one-time-secret.js';
import { EngineActions } from './engine-actions.js';

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
    dl {
      display: grid;
      grid-template-columns: max-content minmax(0, 1fr);
      gap: var(--gap-s) var(--gap-l);
      align-items: center;
    }
    dt {
      color: var(--text-faint);
    }
    @media (max-width: 640px) {
      dl {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class EngineAdmin {
  readonly engine = input.required<Engine>();
  readonly changed = output<void>();
  protected readonly actions = inject(EngineActions);
  private readonly router = inject(Router);

  /** A computed of its own: the engine is fetched anew after each change, and that must not take the token away. */
  private readonly engineId = computed(() => this.engine().id);
  /** The new token, until the page is left or shows another engine. */
  protected readonly token = linkedSignal<string, string | undefined>({
    source: this.engineId,
    computation: () => undefined,
  });

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.changed.emit();
  }

  protected async rotateToken(): Promise<void> {
    const token = await this.actions.rotateToken(this.engine());
    if (token === undefined) return;
    this.token.set(token);
    this.changed.emit();
  }

  protected async retire(): Promise<void> {
    if (await this.actions.retire(this.engine())) await this.router.navigateByUrl('/engines');
  }
}
