import { ChangeDetectionStrategy, Component, afterNextRender, computed, inject, input, signal } from '@angular/core';
import { FormField, FormRoot, form, required, type TreeValidationResult } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { systemApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Logo } from '../shell/logo.js';
import { safeReturnUrl } from './safe-return-url.js';
import { Session } from './session.js';

@Component({
  selector: 'sf-sign-in',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Icon, Logo],
  templateUrl: './sign-in.html',
})
export class SignIn {
  /** Page that was asked for; from the query. */
  readonly returnUrl = input<string>();
  readonly ended = input<string>();
  private readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly console = load(systemApi.version);

  protected readonly version = computed(() => this.console.value()?.version);
  protected readonly form = form(
    signal({ name: '', password: '' }),
    (path) => {
      required(path.name, { message: 'Enter your name.' });
      required(path.password, { message: 'Enter your password.' });
    },
    { submission: sending(() => this.enter()) },
  );

  constructor() {
    // Nothing else can be done on this page.
    afterNextRender(() => this.form.name().focusBoundControl());
  }

  private async enter(): Promise<TreeValidationResult> {
    const { name, password } = this.form().value();
    try {
      await this.session.signIn(name, password);
    } catch (error) {
      return problemErrors(error, this.form);
    }
    await this.router.navigateByUrl(safeReturnUrl(this.returnUrl()));
    return undefined;
  }
}
