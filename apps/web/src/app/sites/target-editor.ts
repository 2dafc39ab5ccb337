import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  computed,
  debounced,
  input,
  model,
  signal,
  viewChild,
} from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { sitesApi, type ProblemIssue } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ProblemPanel } from '../design/problem-panel.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { tokenSpan } from './token-span.js';

const TYPING_PAUSE_MS = 300;
/** As `.lines` and `textarea` have it in target-editor.css. */
const LINE_HEIGHT = 20;
const ISSUES_SHOWN = 50;
const NOTES_SHOWN = 5;

type Purpose = 'targets' | 'exclusions' | 'filter';
interface Words {
  /** What such a text looks like. */
  readonly example: string;
  /** What it may hold. */
  readonly help: string;
}
const ADDRESSES = ['10.0.0.0/24', '10.0.1.10-50', '2001:db8::/120'];
const WITH_NAMES: Words = {
  example: [...ADDRESSES, 'printer.example   # comments are fine'].join('\n'),
  help: 'One or many a line: address, CIDR, range or host name. Text after # is a comment.',
};
const WORDS: Readonly<Record<Purpose, Words>> = {
  targets: WITH_NAMES,
  exclusions: WITH_NAMES,
  filter: {
    example: [...ADDRESSES.slice(0, -1), '2001:db8::/120   # comments are fine'].join('\n'),
    help: 'One or many a line: address, CIDR or range, no host names. Text after # is a comment.',
  },
};

/**
 * Targets as text, checked by the console while they are typed: what is wrong, where, and how many addresses it is.
 * Picking a problem selects its place in the text.
 */
@Component({
  selector: 'sf-target-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, CountPipe, HostText, Icon, ProblemPanel],
  templateUrl: './target-editor.html',
  styleUrl: './target-editor.css',
})
export class TargetEditor implements FormValueControl<string> {
  readonly value = model('');
  readonly label = input('Targets');
  readonly rows = input(10);
  /** Whose exclusions count; with none, only global ones and those of the zone do. */
  readonly siteId = input<string>();
  /** Whose exclusions count as well, where there is no site yet. */
  readonly zoneId = input<string>();
  /**
   * `targets` will be scanned, `exclusions` never: for these only the number of addresses matters. A `filter` narrows
   * something else, and takes no host names.
   */
  readonly purpose = input<Purpose>('targets');

  private readonly area = viewChild.required<ElementRef<HTMLTextAreaElement>>('area');
  private readonly settled = debounced(this.value, TYPING_PAUSE_MS);
  protected readonly check = load(sitesApi.checkTargets, () => {
    const targets = this.settled.hasValue() ? this.settled.value() : '';
    const purpose = this.purpose() === 'filter' ? 'filter' : 'scan';
    const body = { targets, siteId: this.siteId(), zoneId: this.zoneId(), purpose } as const;
    return targets.trim() === '' ? undefined : { body };
  });
  private readonly scrolled = signal(0);

  protected readonly verdict = computed(() => this.check.value());
  protected readonly isChecking = computed(() => this.check.loading() || this.settled.isLoading());
  protected readonly words = computed(() => WORDS[this.purpose()]);
  protected readonly isForScanning = computed(() => this.purpose() === 'targets');
  protected readonly issues = computed(() => (this.verdict()?.issues ?? []).slice(0, ISSUES_SHOWN));
  protected readonly notes = computed(() => (this.verdict()?.notes ?? []).slice(0, NOTES_SHOWN));
  protected readonly moreIssues = computed(() => Math.max(0, (this.verdict()?.issues.length ?? 0) - ISSUES_SHOWN));
  private readonly badLines = computed(() => new Set(this.verdict()?.issues.map((issue) => issue.line)));
  private readonly lineCount = computed(() => this.value().split('\n').length);

  /** Only the numbers in view are drawn: a pasted list may have a hundred thousand lines. */
  protected readonly lines = computed(() => {
    const first = Math.floor(this.scrolled() / LINE_HEIGHT);
    const last = Math.min(this.lineCount(), first + 60);
    return Array.from({ length: Math.max(0, last - first) }, (_, index) => {
      const number = first + index + 1;
      return { number, isBad: this.badLines().has(number) };
    });
  });
  protected readonly shift = computed(() => Math.floor(this.scrolled() / LINE_HEIGHT) * LINE_HEIGHT - this.scrolled());

  focus(options?: FocusOptions): void {
    this.area().nativeElement.focus(options);
  }

  protected type(event: Event): void {
    this.value.set((event.target as HTMLTextAreaElement).value);
  }

  protected follow(event: Event): void {
    this.scrolled.set((event.target as HTMLTextAreaElement).scrollTop);
  }

  protected select(issue: ProblemIssue): void {
    const area = this.area().nativeElement;
    const span = tokenSpan(this.value(), issue);
    area.focus({ preventScroll: true });
    area.setSelectionRange(span.start, span.end);
    area.scrollTop = Math.max(0, (issue.line ?? 1) - 4) * LINE_HEIGHT;
    area.scrollIntoView({ block: 'nearest' });
  }
}
