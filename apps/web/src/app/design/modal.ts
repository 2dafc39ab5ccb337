import { DOCUMENT, DestroyRef, Directive, ElementRef, afterNextRender, inject, output } from '@angular/core';

/** Opens a `<dialog>` as a modal when it appears. The browser keeps the focus in it; afterwards it goes back to where it was. */
@Directive({
  selector: 'dialog[sfModal]',
  host: { class: 'modal', '(cancel)': 'dismiss($event)', '(click)': 'dismissOutside($event)' },
})
export class Modal {
  /** The person wants to leave: by Escape or by a click outside. */
  readonly dismissed = output<void>();
  private readonly dialog = inject<ElementRef<HTMLDialogElement>>(ElementRef).nativeElement;

  constructor() {
    const before = inject(DOCUMENT).activeElement;
    afterNextRender(() => this.dialog.showModal());
    // The browser gives the focus back when a dialog is closed, but not when it is taken out of the page.
    inject(DestroyRef).onDestroy(() => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    });
  }

  protected dismiss(event: Event): void {
    event.preventDefault();
    this.dismissed.emit();
  }

  protected dismissOutside(event: MouseEvent): void {
    if (event.target === this.dialog) this.dismissed.emit();
  }
}
