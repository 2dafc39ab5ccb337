import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { HostText } from '../text/host-text.js';
import { Confirm } from './confirm.js';
import { Modal } from './modal.js';

@Component({
  selector: 'sf-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Modal],
  template: `
    @if (confirm.asked(); as question) {
      <dialog
        sfModal
        role="alertdialog"
        aria-labelledby="confirm-title"
        aria-describedby="confirm-text"
        (dismissed)="question.answer(false)"
      >
        <div class="modal-body">
          <h2 id="confirm-title"><sf-text [value]="question.title" /></h2>
          <p id="confirm-text"><sf-text [value]="question.text" /></p>
          <div class="modal-actions">
            <button type="button" class="button" (click)="question.answer(false)">
              {{ question.wayOut ?? 'Keep' }}
            </button>
            <button
              type="button"
              class="button"
              [class.danger]="question.tone !== 'calm'"
              [class.primary]="question.tone === 'calm'"
              (click)="question.answer(true)"
            >
              {{ question.deed }}
            </button>
          </div>
        </div>
      </dialog>
    }
  `,
})
export class ConfirmDialog {
  protected readonly confirm = inject(Confirm);
}
