import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Icon } from '../design/icon.js';
import { ProblemPanel } from '../design/problem-panel.js';
import { HostText } from '../text/host-text.js';
import type { LivePreview } from './live-preview.js';
import { placedMessage } from './recurrence-problems.js';

/** Why there is no preview: what the console refuses, with the place, or that it could not be asked. */
@Component({
  selector: 'sf-preview-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, ProblemPanel],
  template: `
    @if (of().problem(); as problem) {
      @if (of().isRefused()) {
        <div class="note warn" role="status">
          <sf-icon name="warning" />
          <div>
            @for (line of lines(); track $index) {
              <p><sf-text [value]="line" /></p>
            }
          </div>
        </div>
      } @else {
        <sf-problem-panel [problem]="problem" (retry)="of().reload()" />
      }
    }
  `,
  styles: `
    .note {
      overflow-wrap: anywhere;
    }
  `,
})
export class PreviewProblem {
  readonly of = input.required<LivePreview<unknown>>();
  protected readonly lines = computed(() => {
    const problem = this.of().problem();
    if (problem === undefined) return [];
    return problem.issues.length === 0 ? [problem.message] : problem.issues.map(placedMessage);
  });
}
