import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RealtimeChannel, type Connection } from '../realtime/realtime-channel.js';

const WORDS: Readonly<Record<Connection, { label: string; explanation: string }>> = {
  off: { label: 'Not connected', explanation: 'Nobody is signed in.' },
  connecting: { label: 'Connecting', explanation: 'Live updates begin in a moment.' },
  live: { label: 'Live', explanation: 'Pages follow what happens.' },
  lost: { label: 'Reconnecting', explanation: 'The console is out of reach. What you see may be old.' },
};

/** Whether pages are live. */
@Component({
  selector: 'sf-connection-badge',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="connection" role="status" [attr.data-state]="channel.connection()" [title]="words().explanation">
      <span class="lamp"></span>{{ words().label }}
    </span>
  `,
})
export class ConnectionBadge {
  protected readonly channel = inject(RealtimeChannel);
  protected readonly words = computed(() => WORDS[this.channel.connection()]);
}
