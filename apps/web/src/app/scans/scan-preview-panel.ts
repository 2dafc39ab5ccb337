import { ChangeDetectionStrategy, Component, computed, debounced, input } from '@angular/core';
import { scansApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ProblemPanel } from '../design/problem-panel.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { estimateWords } from './estimate-words.js';
import { ResolvedNames } from './resolved-names.js';
import type { ScanRequest } from './scan-actions.js';

const TYPING_PAUSE_MS = 400;

/** What a scan would be, planned by the console while the person still chooses. */
@Component({
  selector: 'sf-scan-preview-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, Icon, ProblemPanel, ResolvedNames],
  templateUrl: './scan-preview-panel.html',
  styles: `
    .preview {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-s);
      min-height: 178px;
      align-content: start;
    }
    .preview h2 {
      margin-bottom: 0;
    }
    .planning {
      opacity: 0.65;
    }
    .more {
      max-height: 180px;
      overflow: auto;
    }
  `,
})
export class ScanPreviewPanel {
  /** Undefined while something that the console needs is missing. */
  readonly request = input.required<ScanRequest | undefined>();

  private readonly asked = computed(() => this.request(), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  private readonly settled = debounced(this.asked, TYPING_PAUSE_MS);
  protected readonly preview = load(scansApi.preview, () => {
    const body = this.settled.hasValue() ? this.settled.value() : undefined;
    return body === undefined ? undefined : { body };
  });
  protected readonly isPlanning = computed(() => this.preview.loading() || this.settled.isLoading());
  /** Null while an older answer would be shown for a request that can't be planned. */
  protected readonly plan = computed(() => {
    const plan = this.preview.value();
    if (plan === undefined || this.asked() === undefined || this.preview.problem()) return null;
    return { ...plan, takes: estimateWords(plan) };
  });
  protected readonly problem = computed(() => (this.asked() === undefined ? undefined : this.preview.problem()));
  /** The console understood and said no: that is an answer, which trying again would not change. */
  protected readonly isRefused = computed(() => {
    const status = this.problem()?.status ?? 0;
    return status >= 400 && status < 500;
  });
}
