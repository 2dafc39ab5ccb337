import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Loadable } from '../api/loadable.js';
import { ProblemPanel } from './problem-panel.js';

/** Stands where something is loading: grey rows until it is there, the problem with a way to retry when it does not come. */
@Component({
  selector: 'sf-loading',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ProblemPanel],
  template: `
    @if (of().problem(); as problem) {
      <sf-problem-panel [problem]="problem" (retry)="of().reload()" />
    } @else if (isBlank()) {
      <div class="skeleton" aria-busy="true">
        <span class="visually-hidden" role="status">Loading</span>
        @for (row of bars(); track row) {
          <div class="skeleton-bar"></div>
        }
      </div>
    }
  `,
})
export class Loading {
  readonly of = input.required<Loadable<unknown>>();
  readonly rows = input(6);
  protected readonly isBlank = computed(() => this.of().loading() && this.of().value() === undefined);
  protected readonly bars = computed(() => Array.from({ length: this.rows() }, (_, row) => row));
}
