import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import type { CalendarDay } from './calendar-grid.js';
import { missingWords, runCountWords } from './run-words.js';
import { SiteSwatch } from './site-swatch.js';

/** All of a day: blackouts, and runs with what each would meet. */
@Component({
  selector: 'sf-calendar-day-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink, SiteSwatch],
  template: `
    <ul>
      @for (band of day().blackouts; track $index) {
        <li class="band">
          <span class="time">{{ band.from }}–{{ band.until }}</span>
          <span
            ><sf-icon name="blackouts" /> blackout
            <a routerLink="/blackouts" [queryParams]="{ search: band.blackout.blackout.name }"
              ><sf-text [value]="band.blackout.blackout.name"
            /></a>
            <span class="dim">
              @if (band.blackout.of; as of) {
                of <sf-text [value]="of" />
              } @else {
                everywhere
              }
            </span>
          </span>
        </li>
      }
      @for (run of shown(); track $index) {
        <li [class.off]="!run.enabled">
          <span class="time">{{ run.time }}{{ run.lastTime ? '–' + run.lastTime : '' }}</span>
          <span class="what">
            <span
              ><sf-site-swatch [hue]="hues().get(run.site.id) ?? 0" />
              <a [routerLink]="['/schedules', run.schedule.id]"><sf-text [value]="run.schedule.name" /></a>
              @if (run.count !== 1) {
                <span class="many">{{ countWords(run.count) }}</span>
              }
              <span class="dim site"><sf-text [value]="run.site.name" /></span>
              @if (!run.enabled) {
                <span class="tag">disabled</span>
              }
            </span>
            @for (blackout of run.blackouts; track blackout.id) {
              <span class="meets"
                ><sf-icon name="blackouts" /><span>in the blackout <sf-text [value]="blackout.name" /></span
              ></span>
            }
            @if (run.collidesWith.length > 0) {
              <span class="meets"
                ><sf-icon name="warning" /><span
                  >would meet
                  @for (other of run.collidesWith; track other.id; let last = $last) {
                    <a [routerLink]="['/schedules', other.id]"><sf-text [value]="other.name" /></a
                    >{{ last ? '' : ', ' }}
                  }
                </span></span
              >
            }
          </span>
        </li>
      } @empty {
        @if (day().blackouts.length === 0 && day().missing === 'none') {
          <li class="dim">Nothing is to run.</li>
        }
      }
      @if (day().missing !== 'none') {
        <li class="meets"><sf-icon name="warning" />{{ missing() }}: there are too many before.</li>
      }
      @if (more() > 0) {
        <li>
          <button type="button" class="link" (click)="opened.emit(day())">+{{ more() }} more</button>
        </li>
      }
    </ul>
  `,
  styles: `
    li {
      display: flex;
      gap: var(--gap-m);
      padding: 4px 0;
      overflow-wrap: anywhere;
    }
    li + li {
      border-top: 1px solid var(--line);
    }
    .time {
      flex: none;
      min-width: 5.5ch;
      font-family: var(--mono);
    }
    .what {
      display: grid;
      min-width: 0;
    }
    sf-site-swatch {
      margin-inline-end: 5px;
    }
    .site,
    .many {
      margin-inline-start: 0.8ch;
    }
    .band {
      color: var(--quiet);
    }
    .off a {
      color: var(--text-faint);
    }
    .meets {
      display: flex;
      gap: 6px;
      color: var(--warn);
    }
    .meets sf-icon {
      margin-top: 2px;
    }
  `,
})
export class CalendarDayList {
  readonly day = input.required<CalendarDay>();
  /** Colour of each site by its id. */
  readonly hues = input.required<ReadonlyMap<string, number>>();
  /** So many runs are shown; the rest is said by number. */
  readonly limit = input<number>(Infinity);
  /** The rest is wanted. */
  readonly opened = output<CalendarDay>();

  protected readonly shown = computed(() => {
    const { runs } = this.day();
    return runs.length <= this.limit() ? runs : runs.slice(0, this.limit() - 1);
  });
  protected readonly countWords = runCountWords;
  protected readonly missing = computed(() => missingWords[this.day().missing]);
  protected readonly more = computed(() => this.day().runs.length - this.shown().length);
}
