import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Engine } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { EngineActions } from './engine-actions.js';
import { EnginePolicyFacts } from './engine-policy-facts.js';

/** Engines that have joined and wait for an admin: who they say they are and where they come from, before they get work. */
@Component({
  selector: 'sf-waiting-engines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EnginePolicyFacts, HostText, Icon, RouterLink, VisiblePipe, When],
  templateUrl: './waiting-engines.html',
  styles: `
    .panel {
      border-color: var(--warn);
    }
    ul {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-m);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: var(--gap-s) var(--gap-l);
      padding-top: var(--gap-m);
      border-top: 1px solid var(--line);
    }
    h3 {
      font-size: var(--text-l);
      overflow-wrap: anywhere;
    }
    .both {
      display: grid;
      grid-column: 1 / -1;
      align-items: start;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
      gap: var(--gap-s) var(--gap-l);
    }
    .form-actions {
      align-content: start;
    }
    @media (max-width: 640px) {
      li {
        grid-template-columns: minmax(0, 1fr);
      }
      .form-actions {
        order: 1;
      }
    }
  `,
})
export class WaitingEngines {
  readonly of = input.required<Loadable<{ readonly data: readonly Engine[] }>>();
  /** One was approved or rejected. */
  readonly decided = output<void>();
  protected readonly session = inject(Session);
  private readonly actions = inject(EngineActions);

  protected async approve(engine: Engine): Promise<void> {
    await this.actions.approve(engine);
    this.decided.emit();
  }

  protected async reject(engine: Engine): Promise<void> {
    if (await this.actions.reject(engine)) this.decided.emit();
  }
}
