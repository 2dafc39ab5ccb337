import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Shard } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { ShardRuns } from './shard-runs.js';

/** What is known of one shard: why it is where it is, its runs, what its scanner was told and what it said. */
@Component({
  selector: 'sf-shard-detail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, ShardRuns, When],
  template: `
    <div class="detail">
      @if (shard().waitingFor; as waiting) {
        <p class="note"><sf-icon name="clock" /><sf-text [value]="waiting" /></p>
      }
      @if (shard().detail; as detail) {
        <p class="note" [class.bad]="shard().state === 'failed'">
          <sf-icon [name]="shard().state === 'failed' ? 'warning' : 'info'" />
          <span
            ><sf-text [value]="detail" />
            @if (shard().reason; as reason) {
              <code class="dim">{{ reason }}</code>
            }
          </span>
        </p>
      }
      @for (note of shard().notes; track $index) {
        <p class="note warn"><sf-icon name="info" /><sf-text [value]="note" /></p>
      }
      <p class="times dim">
        <span>started <sf-when [at]="shard().startedAt" /></span>
        @if (shard().finishedAt; as finishedAt) {
          <span>ended <sf-when [at]="finishedAt" /></span>
        }
        @if (shard().leaseExpiresAt; as expiresAt) {
          <span>lease ends <sf-when [at]="expiresAt" /> unless renewed</span>
        }
        @if (shard().exitCode !== null) {
          <span>exit code {{ shard().exitCode }}</span>
        }
      </p>
      <sf-shard-runs [scanId]="scanId()" [shardId]="shard().id" />
      @if (shard().stderrTail; as stderr) {
        <details [open]="shard().state === 'failed'">
          <summary>What the scanner said last</summary>
          <pre class="output" tabindex="0"><sf-text layout="keep-lines" [value]="stderr" /></pre>
        </details>
      }
      @if (shard().argv; as argv) {
        <details>
          <summary>What the engine ran</summary>
          <ol class="argv">
            @for (word of argv; track $index) {
              <li><sf-text [value]="word" blank="(empty)" /></li>
            }
          </ol>
        </details>
      }
    </div>
  `,
  styles: `
    .detail {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-s);
      overflow-wrap: anywhere;
    }
    .times {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-l);
    }
    details > * + * {
      margin-top: var(--gap-s);
    }
  `,
})
export class ShardDetail {
  readonly scanId = input.required<string>();
  readonly shard = input.required<Shard>();
}
