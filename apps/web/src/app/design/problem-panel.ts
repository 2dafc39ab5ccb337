import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import type { ApiProblem } from '../api/api-problem.js';
import { HostText } from '../text/host-text.js';
import { Icon } from './icon.js';

/** What went wrong, what to do, and the id by which the console's log knows it. */
@Component({
  selector: 'sf-problem-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon],
  template: `
    <div class="problem" role="alert">
      <sf-icon name="warning" />
      <div>
        <p class="problem-text"><sf-text [value]="problem().message" /></p>
        @for (issue of problem().issues; track $index) {
          <p class="problem-issue">
            <code>{{ issue.path }}</code> <sf-text [value]="issue.message" />
          </p>
        }
        <p class="problem-trace">
          <code>{{ problem().code }}</code>
          @if (problem().requestId; as requestId) {
            <span
              >request <code>{{ requestId }}</code></span
            >
          }
        </p>
      </div>
      <button type="button" class="button" (click)="retry.emit()"><sf-icon name="refresh" />Try again</button>
    </div>
  `,
})
export class ProblemPanel {
  readonly problem = input.required<ApiProblem>();
  readonly retry = output<void>();
}
