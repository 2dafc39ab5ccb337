import { Directive, ElementRef, afterNextRender, inject, output } from '@angular/core';

/** Opens a `<dialog>` as a modal when it appears: the browser keeps the focus in it, and gives it back afterwards. */
@Directive({
  selector: 'dialog[sfModal]',
  host: { class: 'modal', '(cancel)': 'dismiss($event)', '(click)': 'dismissOutside($event)' },
})
export class Modal {
  /** The person wants to leave: by Escape or by a click outside. */
  readonly dismissed = output<void>();
  private readonly dialog = inject<ElementRef<HTMLDialogElement>>(ElementRef).nativeElement;

  constructor() {
    afterNextRender(() => this.dialog.showModal());
  }

  protected dismiss(event: Event): void {
    event.preventDefault();
    this.dismissed.emit();
  }

  protected dismissOutside(event: MouseEvent): void {
    if (event.target === this.dialog) this.dismissed.emit();
  }
}
