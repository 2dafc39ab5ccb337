import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { SchedulePreview } from '@scanfleet/contracts';
import type { LivePreview } from '../recurrence/live-preview.js';
import { PreviewProblem } from '../recurrence/preview-problem.js';
import { HostText } from '../text/host-text.js';
import { PlannedRuns } from './planned-runs.js';

/** When a schedule would run, told by the console while the person still chooses. */
@Component({
  selector: 'sf-schedule-preview-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, PlannedRuns, PreviewProblem],
  template: `
    <section class="panel" aria-label="When it would run" [attr.aria-busy]="of().isAsking()">
      <h2>When it would run</h2>
      @if (of().problem()) {
        <sf-preview-problem [of]="of()" />
      } @else if (of().answer(); as answer) {
        <div [class.asking]="of().isAsking()">
          <p class="words" role="status"><sf-text [value]="answer.words" /></p>
          <sf-planned-runs [runs]="answer.runs" />
        </div>
      } @else if (of().isAsking()) {
        <p class="dim">Asking the console…</p>
      } @else {
        <p class="dim">Say when: the next runs appear here, with blackouts and other runs of the site beside them.</p>
      }
    </section>
  `,
  styles: `
    .panel {
      min-height: 178px;
    }
    .words {
      margin-bottom: var(--gap-s);
      font-weight: 500;
      overflow-wrap: anywhere;
    }
    .asking {
      opacity: 0.65;
    }
  `,
})
export class SchedulePreviewPanel {
  readonly of = input.required<LivePreview<SchedulePreview>>();
}
