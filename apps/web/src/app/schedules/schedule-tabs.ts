import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';

/** The two ways to look at schedules. */
@Component({
  selector: 'sf-schedule-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, RouterLinkActive],
  template: `
    <nav class="tabs" aria-label="Ways to look at schedules">
      <a
        routerLink="/schedules"
        routerLinkActive
        ariaCurrentWhenActive="page"
        [routerLinkActiveOptions]="{
          paths: 'exact',
          queryParams: 'ignored',
          matrixParams: 'ignored',
          fragment: 'ignored',
        }"
        >List</a
      >
      <a routerLink="/schedules/calendar" routerLinkActive ariaCurrentWhenActive="page">Calendar</a>
    </nav>
  `,
  styles: `
    .tabs {
      margin-bottom: var(--gap-m);
    }
  `,
})
export class ScheduleTabs {}
