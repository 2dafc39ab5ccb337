import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { ConfirmDialog } from './design/confirm-dialog.js';
import { NoticeList } from './design/notice-list.js';
import { ProblemPanel } from './design/problem-panel.js';
import { StartFailure } from './shell/start-failure.js';
import { ThemeChoice } from './shell/theme.js';

@Component({
  selector: 'sf-app',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConfirmDialog, NoticeList, ProblemPanel, RouterOutlet],
  template: `
    @if (failure.current(); as failed) {
      <div class="start-failure"><sf-problem-panel [problem]="failed.problem" (retry)="failure.tryAgain()" /></div>
    } @else {
      <router-outlet />
    }
    <sf-notice-list />
    <sf-confirm-dialog />
  `,
})
export class App {
  protected readonly failure = inject(StartFailure);
  protected readonly theme = inject(ThemeChoice);
}
