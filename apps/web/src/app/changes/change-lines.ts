import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Change } from '@scanfleet/contracts';
import { RowKeys } from '../design/row-keys.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { changeWords, changedPort, valueText } from './describe-change.js';

/** Changes as rows: when, what, where, from what to what, by which scan. */
@Component({
  selector: 'sf-change-lines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, RouterLink, RowKeys, When],
  template: `
    <table class="grid cards brief" sfRowKeys>
      <caption class="visually-hidden">
        Changes, newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Change</th>
          @if (ofHosts()) {
            <th scope="col">Host</th>
          }
          <th scope="col">Port</th>
          <th scope="col">Before → after</th>
          @if (detail() === 'full') {
            <th scope="col">Site</th>
            <th scope="col">Scan</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (line of lines(); track line.change.id) {
          <tr>
            <td class="narrow dim aside" data-label="When"><sf-when [at]="line.change.at" /></td>
            <td class="narrow bare">
              <span [class]="'badge ' + line.words.tone"
                ><span class="word">{{ line.words.label }}</span></span
              >
            </td>
            @if (ofHosts()) {
              <td class="narrow" data-label="Host">
                <a data-row class="address" [routerLink]="['/hosts', line.change.hostId]"
                  ><sf-text [value]="line.change.address"
                /></a>
              </td>
            }
            <td class="narrow mono" data-label="Port">{{ line.port }}</td>
            <td [class]="detail() === 'full' ? 'last' : 'last clip'" data-label="Before → after">
              <span>
                @if (line.before) {
                  <span class="dim"><sf-text [value]="line.before" /> → </span>
                }
                <sf-text [value]="line.after"
              /></span>
            </td>
            @if (detail() === 'full') {
              <td class="clip" data-label="Site"><sf-text [value]="line.change.site?.name" /></td>
              <td class="narrow" data-label="Scan">
                @if (line.change.scanId; as scanId) {
                  <a [routerLink]="['/scans', scanId]">open scan</a>
                } @else {
                  <span class="blank">–</span>
                }
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
})
export class ChangeLines {
  readonly changes = input.required<readonly Change[]>();
  /** `host`: all changes are of one host, which need not be named in each. */
  readonly of = input<'hosts' | 'host'>('hosts');
  readonly detail = input<'full' | 'brief'>('full');

  protected readonly ofHosts = computed(() => this.of() === 'hosts');
  protected readonly lines = computed(() =>
    this.changes().map((change) => ({
      change,
      words: changeWords[change.kind],
      port: changedPort(change),
      before: valueText(change.before),
      after: valueText(change.after),
    })),
  );
}
