import { Directive, TemplateRef, inject, input } from '@angular/core';
import type { Loadable } from '../api/loadable.js';

/** The rows of a `sf-list-table`: `<ng-template [sfRowOf]="sites" let-site><tr>…</tr></ng-template>`. */
@Directive({ selector: 'ng-template[sfRowOf]' })
export class ListRow<Item> {
  /** What the table lists; tells the template the type of its row, and nothing else. */
  readonly sfRowOf = input.required<Loadable<{ readonly data: readonly Item[] }>>();
  readonly template = inject<TemplateRef<{ $implicit: Item }>>(TemplateRef);

  static ngTemplateContextGuard<Item>(_: ListRow<Item>, context: unknown): context is { $implicit: Item } {
    return context !== undefined;
  }
}
