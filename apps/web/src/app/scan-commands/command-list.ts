import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scanCommandListQuery, scanCommandsApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { Pager } from '../design/pager.js';
import { RowKeys } from '../design/row-keys.js';
import { SearchBox } from '../design/search-box.js';
import { SortHeader } from '../design/sort-header.js';
import { HostText } from '../text/host-text.js';

@Component({
  selector: 'sf-command-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, HostText, Icon, Loading, PageHeader, Pager, RouterLink, RowKeys, SearchBox, SortHeader],
  template: `
    <sf-page-header name="Commands">
      @if (session.mayOperate()) {
        <a class="button primary" routerLink="/commands/new"><sf-icon name="plus" />New command</a>
      }
    </sf-page-header>
    <search class="filters">
      <sf-search-box label="Name, options" [value]="query().search" (searched)="list.filter({ search: $event })" />
    </search>
    <sf-loading [of]="commands" [rows]="10" />
    @if (commands.value(); as page) {
      @if (page.data.length > 0) {
        <div class="table-frame" [attr.aria-busy]="commands.loading()">
          <div class="table-scroll">
            <table class="grid cards" sfRowKeys>
              <caption class="visually-hidden">
                Scan commands. Arrow keys walk through the rows, Enter opens one.
              </caption>
              <thead>
                <tr>
                  <th [sfSort]="list" by="name">Name</th>
                  <th [sfSort]="list" by="scanner">Scanner</th>
                  <th scope="col" class="wide">Options</th>
                  <th scope="col">Description</th>
                  <th [sfSort]="list" by="builtIn">Kind</th>
                </tr>
              </thead>
              <tbody>
                @for (command of page.data; track command.id) {
                  <tr>
                    <td class="narrow head">
                      <a data-row [routerLink]="['/commands', command.id]"><sf-text [value]="command.name" /></a>
                    </td>
                    <td class="narrow" data-label="Scanner">{{ command.scanner }}</td>
                    <td class="mono options" data-label="Options">
                      <span>
                        <sf-text [value]="command.options" blank="none" />
                        @if (command.followUp !== null) {
                          <span class="then"> then nmap <sf-text [value]="command.followUp" blank="" /></span>
                        }
                      </span>
                    </td>
                    <td class="dim words" data-label="Description">
                      <sf-text [value]="command.description" blank="" />
                    </td>
                    <td class="narrow" data-label="Kind">
                      <span>
                        @if (command.builtIn) {
                          <span class="tag brass">built in</span>
                        } @else {
                          own
                        }
                        @if (command.discovery) {
                          <span class="tag">discovery</span>
                        }
                        @if (command.followUp !== null) {
                          <span class="tag">2 stages</span>
                        }
                      </span>
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
          <sf-pager [pagination]="page.pagination" [list]="list" />
        </div>
      } @else if (isFiltered()) {
        <sf-empty icon="search" title="No command matches"
          ><button type="button" class="button" (click)="list.filter({ search: undefined })">
            Show all commands
          </button></sf-empty
        >
      } @else {
        <sf-empty icon="commands" title="No commands"
          ><p>
            A command is a scanner with options under a name. The built-in ones are missing, which a restart of the
            console mends.
          </p></sf-empty
        >
      }
    }
  `,
  styles: `
    .options {
      overflow-wrap: anywhere;
    }
    .then {
      color: var(--text-dim);
    }
    @media (width > 640px) {
      .words {
        min-width: 280px;
      }
    }
  `,
})
export class CommandList {
  protected readonly session = inject(Session);
  protected readonly list = listState(scanCommandListQuery);
  protected readonly query = this.list.query;
  protected readonly commands = load(scanCommandsApi.list, () => ({ query: this.query() }));
  protected readonly isFiltered = computed(() => this.query().search !== undefined);
}
