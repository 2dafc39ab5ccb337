import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AlertMessage } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { alertKindWords, countWords, eventWords, leftOutWords, lineText, severityTones } from './alert-words.js';
import { groupLines, linePort } from './group-lines.js';

/** A message as it reads for who gets it: the scans it tells of, and what changed, host by host. */
@Component({
  selector: 'sf-message-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, RouterLink, When],
  templateUrl: './message-view.html',
  styleUrl: './message-view.css',
})
export class MessageView {
  readonly message = input.required<AlertMessage>();

  protected readonly tone = computed(() => severityTones[this.message().severity]);
  protected readonly counts = computed(() => countWords(this.message().counts));
  protected readonly leftOut = computed(() => leftOutWords(this.message().leftOut).join(', '));
  protected readonly scans = computed(() =>
    this.message().scans.map((scan) => ({ scan, words: eventWords[scan.event] })),
  );
  protected readonly hosts = computed(() =>
    groupLines(this.message().lines).map((host) => ({
      ...host,
      lines: host.lines.map((line) => ({
        line,
        port: linePort(line),
        words: alertKindWords[line.kind],
        text: lineText(line),
      })),
    })),
  );
}
