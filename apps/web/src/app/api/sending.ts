import { submit, type FieldTree, type ReadonlyFieldState, type TreeValidationResult } from '@angular/forms/signals';
import { CONSOLE_ERROR } from './problem-errors.js';

const TAKES_FOCUS = 'input, select, textarea, button';

/** How a form is submitted; what Angular calls `FormSubmitOptions`, for forms of any model. */
export interface Sending {
  readonly action: (form: FieldTree<unknown>) => Promise<TreeValidationResult>;
  readonly onInvalid: (form: FieldTree<unknown>) => void;
}

/**
 * How a form is sent to the console. The first field in error is gone to, for it may be far above the button. What the console
 * refused stays beside its fields until they change, but does not keep the same from being sent again: the reason may be gone,
 * such as a database that did not answer.
 * @param send sends it, and answers with what was refused.
 */
export function sending(send: () => Promise<TreeValidationResult>): Sending {
  const action: Sending['action'] = async (form) => {
    const refused = await send();
    // Once what was refused stands at its fields.
    if (refused) setTimeout(() => goToFirstError(form));
    return refused;
  };
  return {
    action,
    onInvalid: (form) => {
      const state = form();
      if (state.errorSummary().some(({ kind }) => kind !== CONSOLE_ERROR)) {
        goToFirstError(form);
        return;
      }
      // What was said of the form as a whole goes when its value does.
      state.value.update((value) => ({ ...(value as object) }));
      // Once this submission is over: its end would end the next one, too.
      queueMicrotask(() => void submit(form, { action, ignoreValidators: 'all' }));
    },
  };
}

/** What is said of the form as a whole stands beside the button: there is nothing to go to. */
function goToFirstError(form: FieldTree<unknown>): void {
  const inError = form()
    .errorSummary()
    .flatMap(({ fieldTree }) => (fieldTree === form ? [] : [fieldTree()]));
  const [control] = inError.flatMap(controlsOf);
  if (control) control.focus({ preventScroll: true });
  else inError[0]?.focusBoundControl({ preventScroll: true });
  if (inError.length > 0) document.activeElement?.scrollIntoView({ block: 'center' });
}

/** What takes the focus for a field; a field of several parts, or one that is not shown now, has none of its own. */
function controlsOf(field: ReadonlyFieldState<unknown>): HTMLElement[] {
  return field.formFieldBindings().flatMap(({ element }) => {
    const control = element.matches(TAKES_FOCUS) ? element : element.querySelector<HTMLElement>(TAKES_FOCUS);
    return control?.isConnected ? [control] : [];
  });
}
