import { ChangeDetectionStrategy, Component } from '@angular/core';
import { CopyButton } from '../design/copy-button.js';

/** Reads the headers and the raw body of a request; the secret is the one that was shown. */
const NODE = `import { createHmac, timingSafeEqual } from 'node:crypto';

export function isFromScanfleet(headers, rawBody, secret) {
  const timestamp = headers['x-scanfleet-timestamp'] ?? '';
  const said = Buffer.from(headers['x-scanfleet-signature'] ?? '');
  const hash = createHmac('sha256', secret)
    .update(timestamp + '.').update(rawBody).digest('hex');
  const right = Buffer.from('v1=' + hash);
  const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  if (!isFresh || said.length !== right.length) return false;
  return timingSafeEqual(said, right);
}`;

/** How a receiver makes sure that a message is from this console, and is not told twice. */
@Component({
  selector: 'sf-signature-check',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton],
  template: `
    <p>Each request says in its headers where it comes from:</p>
    <dl class="facts">
      <dt><code>X-Scanfleet-Timestamp</code></dt>
      <dd>seconds since 1970</dd>
      <dt><code>X-Scanfleet-Signature</code></dt>
      <dd>v1= and the HMAC-SHA256, in hex, of timestamp, a full stop and the body as it came</dd>
      <dt><code>Idempotency-Key</code></dt>
      <dd>the same each time that a message is sent again</dd>
    </dl>
    <details>
      <summary>How to check it, in Node</summary>
      <pre class="output" tabindex="0">{{ code }}</pre>
      <sf-copy-button label="Copy code" [text]="code" />
    </details>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-s);
    }
    .output {
      margin: var(--gap-xs) 0;
    }
  `,
})
export class SignatureCheck {
  protected readonly code = NODE;
}
