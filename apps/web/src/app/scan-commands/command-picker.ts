import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import type { ScanCommand } from '@scanfleet/contracts';
import { visibleText } from '../text/visible-text.js';

/** Chooses a scan command; own ones first, then those that are built in. The value is its id, or nothing. */
@Component({
  selector: 'sf-command-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <select aria-label="Command" [disabled]="disabled()" (change)="choose($event)">
      <option value="" [selected]="value() === ''">{{ blank() }}</option>
      @for (group of groups(); track group.name) {
        <optgroup [label]="group.name">
          @for (command of group.commands; track command.id) {
            <option [value]="command.id" [selected]="value() === command.id">{{ command.label }}</option>
          }
        </optgroup>
      }
    </select>
  `,
})
export class CommandPicker implements FormValueControl<string> {
  readonly value = model('');
  readonly disabled = input(false);
  readonly commands = input.required<readonly ScanCommand[]>();
  readonly blank = input('Choose…');

  protected readonly groups = computed(() => {
    const labelled = this.commands().map((command) => ({
      id: command.id,
      builtIn: command.builtIn,
      label: visibleText(`${command.name}${asideOf(command)}`),
    }));
    return [
      { name: 'Own', commands: labelled.filter((command) => !command.builtIn) },
      { name: 'Built in', commands: labelled.filter((command) => command.builtIn) },
    ].filter((group) => group.commands.length > 0);
  });

  protected choose(event: Event): void {
    this.value.set((event.target as HTMLSelectElement).value);
  }
}

/** What tells a command from the usual one: nmap in one stage. */
function asideOf({ scanner, followUp }: ScanCommand): string {
  if (followUp !== null) return ` (${scanner}, then nmap)`;
  return scanner === 'nmap' ? '' : ` (${scanner})`;
}
