import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { BlackoutPreview } from '@scanfleet/contracts';
import type { LivePreview } from '../recurrence/live-preview.js';
import { PreviewProblem } from '../recurrence/preview-problem.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';
import { minutesWords } from './duration-words.js';

const MINUTE_MS = 60_000;

/** When a blackout would be open, told by the console while the person still chooses. */
@Component({
  selector: 'sf-blackout-preview-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, PreviewProblem, When, Zoned],
  template: `
    <section class="panel" aria-label="When it would be open" [attr.aria-busy]="of().isAsking()">
      <h2>When it would be open</h2>
      @if (of().problem()) {
        <sf-preview-problem [of]="of()" />
      } @else if (of().answer(); as answer) {
        <div [class.asking]="of().isAsking()">
          <p class="words" role="status"><sf-text [value]="answer.words" /></p>
          <ol aria-label="Next windows">
            @for (window of windows(); track window.start) {
              <li>
                <span class="moment"
                  ><span
                    ><sf-zoned [at]="window.start" [zone]="answer.recurrence.zone" /> to<br /><sf-zoned
                      [at]="window.end"
                      [zone]="answer.recurrence.zone"
                  /></span>
                  <span class="dim">{{ window.length }}<br /><sf-when [at]="window.start" /></span
                ></span>
              </li>
            } @empty {
              <li class="dim">No window is to come.</li>
            }
          </ol>
        </div>
      } @else if (of().isAsking()) {
        <p class="dim">Asking the console…</p>
      } @else {
        <p class="dim">Say when it begins and how long it lasts: its next windows appear here.</p>
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
    li {
      padding: 3px 0;
    }
    li + li {
      border-top: 1px solid var(--line);
    }
    .moment {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 var(--gap-m);
    }
    .moment .dim {
      text-align: right;
    }
    .asking {
      opacity: 0.65;
    }
  `,
})
export class BlackoutPreviewPanel {
  readonly of = input.required<LivePreview<BlackoutPreview>>();
  protected readonly windows = computed(() =>
    (this.of().answer()?.windows ?? []).map((window) => ({
      ...window,
      length: minutesWords(Math.round((Date.parse(window.end) - Date.parse(window.start)) / MINUTE_MS)),
    })),
  );
}
