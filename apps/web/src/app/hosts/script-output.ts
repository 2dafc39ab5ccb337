import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ScriptResultRecord } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';

/** What an nmap script said, as it said it. */
@Component({
  selector: 'sf-script-output',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `
    <figure>
      <figcaption class="mono"><sf-text [value]="script().id" /></figcaption>
      <pre class="output" tabindex="0"><sf-text layout="keep-lines" [value]="output()" blank="no output" /></pre>
    </figure>
  `,
  styles: `
    figcaption {
      margin-bottom: 2px;
      color: var(--brass);
    }
  `,
})
export class ScriptOutput {
  readonly script = input.required<ScriptResultRecord>();
  /** nmap begins an output of several lines with a line end; the indent of the first line is part of the output. */
  protected readonly output = computed(() =>
    this.script()
      .output.replace(/^[\r\n]+/, '')
      .trimEnd(),
  );
}
