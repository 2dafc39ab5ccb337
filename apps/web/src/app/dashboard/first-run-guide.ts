import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Dashboard } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { Icon } from '../design/icon.js';

/** The three steps from an empty console to the first hosts. */
@Component({
  selector: 'sf-first-run-guide',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink],
  template: `
    <section class="panel guide" aria-labelledby="guide-title">
      <h2 id="guide-title">From here to the first hosts</h2>
      <ol>
        @for (step of steps(); track step.title) {
          <li [class.done]="step.done">
            <span class="mark" aria-hidden="true">
              @if (step.done) {
                <sf-icon name="check" />
              } @else {
                {{ $index + 1 }}
              }
            </span>
            <div>
              <h3>
                {{ step.title }}
                @if (step.done) {
                  <span class="visually-hidden"> (done)</span>
                }
              </h3>
              <p class="dim">{{ step.text }}</p>
              @if (step.link; as link) {
                <p>
                  <a class="button" [class.primary]="step.isNext" [routerLink]="link.path">{{ link.label }}</a>
                </p>
              }
            </div>
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
      gap: var(--gap-l);
    }
    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: var(--gap-m);
    }
    li div {
      display: grid;
      gap: var(--gap-s);
      align-content: start;
    }
    .mark {
      display: grid;
      place-items: center;
      width: 28px;
      height: 28px;
      border: 1px solid var(--brass);
      border-radius: 50%;
      color: var(--brass);
      font-weight: 600;
    }
    .done .mark {
      border-color: var(--good);
      color: var(--good);
    }
  `,
})
export class FirstRunGuide {
  readonly figures = input.required<Dashboard>();
  private readonly session = inject(Session);

  protected readonly steps = computed(() => {
    const { engines, sites } = this.figures();
    const operates = this.session.mayOperate();
    const done = [engines.online > 0, sites > 0, false];
    const steps = [
      {
        title: 'An engine',
        text: 'It runs nmap and masscan where the network is. Its owner says what it may scan.',
        link: { label: engines.total > 0 ? 'See the engines' : 'Add an engine', path: '/engines' },
      },
      {
        title: 'A site',
        text: 'The targets, pasted as you have them. What must never be probed goes to the exclusions.',
        link: operates ? { label: 'Create a site', path: '/sites/new' } : undefined,
      },
      {
        title: 'A scan',
        text: 'Hosts appear here and in its page while it runs.',
        link: operates ? { label: 'Start a scan', path: '/scans/new' } : undefined,
      },
    ];
    const next = done.indexOf(false);
    return steps.map((step, index) => ({ ...step, done: done[index] === true, isNext: index === next }));
  });
}
