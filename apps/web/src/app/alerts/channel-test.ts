import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { alertChannelsApi, type AlertChannel, type ChannelTest as Outcome } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { ApiProblem } from '../api/api-problem.js';
import { Icon } from '../design/icon.js';
import { formatDuration } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';

/** Sends a test message through a channel, and says beside the button how that went and what to do. */
@Component({
  selector: 'sf-channel-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, VisiblePipe],
  template: `
    <button
      type="button"
      class="button small"
      [attr.aria-label]="'Test ' + (channel().name | visible)"
      [disabled]="isRunning()"
      (click)="test()"
    >
      <sf-icon name="play" />{{ isRunning() ? 'Sending…' : 'Test' }}
    </button>
    <span role="status" class="outcome">
      @if (outcome(); as outcome) {
        <span class="badge" [class.good]="outcome.ok" [class.bad]="!outcome.ok"
          ><span class="word">{{ outcome.ok ? 'arrived' : 'failed' }}</span></span
        >
        <span class="dim">{{ figures() }}</span>
        <span class="message"><sf-text [value]="outcome.message" /></span>
      }
    </span>
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px var(--gap-s);
      text-align: left;
    }
    .outcome:empty {
      display: none;
    }
    .outcome {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-s);
    }
    .message {
      flex-basis: 100%;
      max-width: 48ch;
      white-space: normal;
      overflow-wrap: anywhere;
    }
  `,
})
export class ChannelTest {
  readonly channel = input.required<AlertChannel>();
  /** The test is over, whatever came of it. */
  readonly tested = output<void>();
  private readonly api = inject(ApiClient);

  protected readonly isRunning = signal(false);
  protected readonly outcome = signal<Outcome | undefined>(undefined);
  protected readonly figures = computed(() => {
    const { code, milliseconds } = this.outcome() ?? { code: null, milliseconds: 0 };
    return [...(code === null ? [] : [`code ${code}`]), formatDuration(milliseconds)].join(', ');
  });

  protected async test(): Promise<void> {
    if (this.isRunning()) return;
    this.isRunning.set(true);
    this.outcome.set(undefined);
    const began = performance.now();
    try {
      this.outcome.set(await this.api.call(alertChannelsApi.test, { params: { channelId: this.channel().id } }));
    } catch (error) {
      const { status, message } = ApiProblem.from(error);
      const milliseconds = Math.round(performance.now() - began);
      this.outcome.set({ ok: false, code: status || null, milliseconds, message });
    }
    this.isRunning.set(false);
    this.tested.emit();
  }
}
