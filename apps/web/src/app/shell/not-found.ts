import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../design/empty-state.js';
import { PageHeader } from '../design/page-header.js';

@Component({
  selector: 'sf-not-found',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, PageHeader, RouterLink],
  template: `
    <sf-page-header name="No such page" />
    <sf-empty icon="search" title="Nothing is at this address">
      <p>The page may have moved, or it is one that your role does not have.</p>
      <p><a class="button" routerLink="/dashboard">To the dashboard</a></p>
    </sf-empty>
  `,
})
export class NotFound {}
