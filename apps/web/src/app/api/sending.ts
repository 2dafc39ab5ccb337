import { submit, type FieldTree, type TreeValidationResult } from '@angular/forms/signals';
import { CONSOLE_ERROR } from './problem-errors.js';

/** How a form is submitted; what Angular calls `FormSubmitOptions`, for forms of any model. */
export interface Sending {
  readonly action: () => Promise<TreeValidationResult>;
  readonly onInvalid: (form: FieldTree<unknown>) => void;
}

/**
 * How a form is sent to the console. What the console refused stays beside its fields until they change, but does not keep the
 * same from being sent again: the reason may be gone, such as a database that did not answer.
 * @param action sends it, and answers with what was refused.
 */
export function sending(action: () => Promise<TreeValidationResult>): Sending {
  return {
    action,
    onInvalid: (form) => {
      const state = form();
      if (state.errorSummary().some(({ kind }) => kind !== CONSOLE_ERROR)) return;
      // What was said of the form as a whole goes when its value does.
      state.value.update((value) => ({ ...(value as object) }));
      // Once this submission is over: its end would end the next one, too.
      queueMicrotask(() => void submit(form, { action, ignoreValidators: 'all' }));
    },
  };
}
