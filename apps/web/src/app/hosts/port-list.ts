import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

const SHOWN = 6;

/** Open ports of a host in one line; how many more there are is said. */
@Component({
  selector: 'sf-port-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (ports().length > 0) {
      <span class="ports">
        @for (port of shown(); track port) {
          <span>{{ port }}</span>
        }
        @if (more() > 0) {
          <span class="more" [title]="ports().join(', ')">+{{ more() }}</span>
        }
      </span>
    } @else {
      <span class="blank">none</span>
    }
  `,
})
export class PortList {
  readonly ports = input.required<readonly (number | string)[]>();
  protected readonly shown = computed(() => this.ports().slice(0, SHOWN));
  protected readonly more = computed(() => this.ports().length - this.shown().length);
}
