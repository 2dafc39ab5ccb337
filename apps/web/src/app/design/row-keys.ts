import { Directive, ElementRef, inject } from '@angular/core';

const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Makes the rows of a table walkable: arrows, Home and End go from row to row, Enter opens the one in focus (its
 * `a[data-row]`, which is a link like any other), and a click anywhere in a row opens it too, unless it ends a selection of text.
 */
@Directive({
  selector: 'table[sfRowKeys]',
  host: { '(keydown)': 'walk($event)', '(click)': 'open($event)', class: 'walkable' },
})
export class RowKeys {
  private readonly table = inject<ElementRef<HTMLTableElement>>(ElementRef).nativeElement;

  protected walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const focused = event.target as HTMLElement;
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || isEditable(focused)) return;
    const links = [...this.table.querySelectorAll<HTMLElement>('a[data-row]')];
    const index = links.findIndex((link) => link.closest('tr') === focused.closest('tr'));
    if (index < 0) return;
    event.preventDefault();
    links[step(index, links.length - 1)]?.focus();
  }

  protected open(event: MouseEvent): void {
    const clicked = event.target as HTMLElement;
    if (clicked.closest('a, button, input, select, label, details, [data-stay]')) return;
    if (this.table.ownerDocument.getSelection()?.isCollapsed === false) return;
    clicked.closest('tr')?.querySelector<HTMLElement>('a[data-row]')?.click();
  }
}

function isEditable(element: HTMLElement): boolean {
  return /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);
}
