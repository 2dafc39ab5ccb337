import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  inject,
  input,
  linkedSignal,
  model,
  output,
  signal,
} from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { visibleText } from '../text/visible-text.js';
import { zonedTime } from '../text/zoned-time.js';
import { findTimeZones, timeZoneNamed, timeZones } from './time-zones.js';

const SHOWN = 60;
let nextId = 1;

/**
 * Chooses an IANA time zone: typing searches, arrows walk through what is found, Enter or a click takes it. Until something is
 * typed it stands at the zone that is chosen already, so that Enter changes nothing.
 */
@Component({
  selector: 'sf-time-zone-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './time-zone-picker.html',
  styleUrl: './time-zone-picker.css',
})
export class TimeZonePicker implements FormValueControl<string> {
  readonly value = model('');
  readonly disabled = input(false);
  readonly invalid = input(false);
  readonly touch = output<void>();
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);
  private readonly zones = timeZones();

  protected readonly listId = `time-zones-${nextId++}`;
  protected readonly text = linkedSignal(() => visibleText(this.value()));
  /** What was typed since the list opened; undefined while it is shut. */
  protected readonly words = signal<string | undefined>(undefined);
  protected readonly found = computed(() => {
    const words = this.words();
    if (words === undefined) return [];
    const now = new Date();
    const zones = findTimeZones(this.zones, words, now);
    return (words === '' ? zones : zones.slice(0, SHOWN)).map((zone) => ({
      zone,
      offset: zonedTime(now, zone).offset,
    }));
  });
  /** Place of what Enter takes among what is found; -1 while nothing is typed and the list lacks the zone that is chosen. */
  protected readonly active = linkedSignal(() =>
    this.words() === '' ? this.found().findIndex(({ zone }) => zone === this.value()) : 0,
  );

  protected open(field: HTMLInputElement): void {
    if (this.words() !== undefined) return;
    this.words.set('');
    field.select();
    afterNextRender(() => this.showActive('center'), { injector: this.injector });
  }

  protected type(field: HTMLInputElement): void {
    this.text.set(field.value);
    this.words.set(field.value);
  }

  protected press(event: KeyboardEvent, field: HTMLInputElement): void {
    const isOpen = this.words() !== undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) this.walk(event.key === 'ArrowDown' ? 1 : -1);
      else this.open(field);
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const choice = this.found()[this.active()];
      if (choice) this.take(choice.zone);
      else if (this.words() === '') this.shut();
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      this.shut();
    }
  }

  protected take(zone: string): void {
    this.value.set(zone);
    this.text.set(zone);
    this.words.set(undefined);
  }

  /** What was typed counts when the field is left, whether it names a zone or has to be put right. */
  protected leave(): void {
    const typed = this.text().trim();
    if (typed !== visibleText(this.value())) this.take(timeZoneNamed(this.zones, typed) ?? typed);
    this.words.set(undefined);
    this.touch.emit();
  }

  /** Nothing else is chosen. */
  private shut(): void {
    this.text.set(visibleText(this.value()));
    this.words.set(undefined);
  }

  private walk(step: 1 | -1): void {
    const last = this.found().length - 1;
    this.active.update((index) => Math.min(Math.max(index + step, 0), Math.max(last, 0)));
    this.showActive('nearest');
  }

  private showActive(block: 'center' | 'nearest'): void {
    const option = this.host.querySelectorAll<HTMLElement>('[role="option"]')[this.active()];
    const list = option?.parentElement;
    if (!option || !list) return;
    if (block === 'center') list.scrollTop = option.offsetTop - (list.clientHeight - option.offsetHeight) / 2;
    else option.scrollIntoView({ block });
  }
}
