import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { DeliveryDetail } from '@scanfleet/contracts';
import { formatDuration } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';

/** Every try of a delivery, newest first. */
@Component({
  selector: 'sf-delivery-log',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, When],
  template: `
    @if (rows().length > 0) {
      <div class="table-frame">
        <div class="table-scroll">
          <table class="grid cards">
            <caption class="visually-hidden">
              Tries, newest first
            </caption>
            <thead>
              <tr>
                <th scope="col" class="number">No.</th>
                <th scope="col">Outcome</th>
                <th scope="col" class="number">Code</th>
                <th scope="col">Error</th>
                <th scope="col" class="number">Took</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              @for (row of rows(); track row.number) {
                <tr>
                  <td class="number" data-label="No.">{{ row.number }}</td>
                  <td class="narrow" data-label="Outcome">
                    <span class="badge" [class.good]="row.ok" [class.bad]="!row.ok"
                      ><span class="word">{{ row.ok ? 'taken' : 'failed' }}</span></span
                    >
                  </td>
                  <td class="number" data-label="Code">{{ row.code }}</td>
                  <td data-label="Error"><sf-text blank="" [value]="row.error" /></td>
                  <td class="number narrow" data-label="Took">{{ row.took }}</td>
                  <td class="narrow dim" data-label="When"><sf-when [at]="row.at" /></td>
                </tr>
              }
            </tbody>
          </table>
        </div>
      </div>
    } @else {
      <p class="dim">Not tried yet.</p>
    }
  `,
})
export class DeliveryLog {
  readonly attempts = input.required<DeliveryDetail['log']>();
  protected readonly rows = computed(() =>
    this.attempts()
      .map((attempt) => ({ ...attempt, took: formatDuration(attempt.milliseconds) }))
      .sort((a, b) => b.number - a.number),
  );
}
