import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { scanCommandsApi, type ScanCommand } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { ArgvWords } from './argv-words.js';

@Component({
  selector: 'sf-command-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ArgvWords, HostText, Icon, Loading, PageHeader, RouterLink, When],
  template: `
    <sf-page-header [name]="command.value()?.name ?? 'Command'" [up]="{ label: 'Commands', path: '/commands' }">
      <span aside>
        @if (command.value()?.builtIn) {
          <span class="tag brass">built in</span>
        }
      </span>
      @if (command.value(); as command) {
        @if (session.mayOperate()) {
          <a class="button primary" routerLink="/scans/new" [queryParams]="{ command: command.id }"
            ><sf-icon name="play" />Scan with it</a
          >
          <button type="button" class="button" (click)="clone(command)"><sf-icon name="clone" />Clone</button>
          @if (!command.builtIn) {
            <a class="button" [routerLink]="['/commands', command.id, 'edit']"><sf-icon name="edit" />Edit</a>
            <button type="button" class="button danger" (click)="remove(command)">
              <sf-icon name="trash" />Delete
            </button>
          }
        }
      }
    </sf-page-header>
    <sf-loading [of]="command" [rows]="6" />
    @if (command.value(); as command) {
      <div class="stack">
        @if (command.description) {
          <p><sf-text layout="keep-lines" [value]="command.description" /></p>
        }
        <section class="panel">
          <h2>
            What an engine runs <small>word by word, without a shell; file names stand in for the engine's own</small>
          </h2>
          <sf-argv [words]="command.argv" />
          @if (command.followUpArgv; as words) {
            <p class="then">Then, on what that finds and while it is found:</p>
            <sf-argv label="What an engine runs in the second stage" [words]="words" />
          }
        </section>
        <section class="panel">
          <h2>About it</h2>
          <dl class="facts">
            <dt>Scanner</dt>
            <dd>{{ command.scanner }}</dd>
            <dt>Options</dt>
            <dd class="mono"><sf-text [value]="command.options" blank="none" /></dd>
            @if (command.followUp !== null) {
              <dt>Second stage</dt>
              <dd class="mono">nmap <sf-text [value]="command.followUp" blank="" /></dd>
            }
            <dt>Finds</dt>
            <dd>
              {{ command.discovery && command.followUp === null ? 'hosts only: it asks no port' : 'hosts and ports' }}
            </dd>
            <dt>Kind</dt>
            <dd>{{ command.builtIn ? 'built in: clone it to change it' : 'own' }}</dd>
            <dt>Created</dt>
            <dd><sf-when [at]="command.createdAt" /></dd>
            <dt>Changed</dt>
            <dd><sf-when [at]="command.updatedAt" /></dd>
          </dl>
        </section>
      </div>
    }
  `,
  styles: `
    .then {
      margin: var(--gap-m) 0 var(--gap-xs);
      color: var(--text-dim);
    }
  `,
})
export class CommandPage {
  /** From the path. */
  readonly commandId = input.required<string>();
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  protected readonly command = load(scanCommandsApi.get, () => ({ params: { commandId: this.commandId() } }));

  protected async clone(command: ScanCommand): Promise<void> {
    const call = { params: { commandId: command.id }, body: {} };
    const copy = await this.notices.attempt(
      () => this.api.call(scanCommandsApi.clone, call),
      (made) => `Cloned as ${made.name}.`,
    );
    if (copy) await this.router.navigate(['/commands', copy.id, 'edit']);
  }

  protected async remove(command: ScanCommand): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the command ${command.name}?`,
      text: 'Scans that ran it keep their results. It can\u2019t be deleted while a site uses it.',
      deed: 'Delete command',
    });
    if (!goAhead) return;
    const params = { commandId: command.id };
    const gone = await this.notices.attempt(
      () => this.api.call(scanCommandsApi.remove, { params }),
      () => `Command ${command.name} deleted.`,
    );
    if (gone) await this.router.navigateByUrl('/commands');
  }
}
