import { DOCUMENT, Service, inject, signal } from '@angular/core';

export const Theme = { System: 'system', Dark: 'dark', Light: 'light' } as const;
export type Theme = (typeof Theme)[keyof typeof Theme];

const KEY = 'scanfleet.theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

/** Dark, light, or as the system wants. The only thing this console keeps in the browser's storage. */
@Service()
export class ThemeChoice {
  private readonly document = inject(DOCUMENT);
  private readonly choice = signal<Theme>(this.read());
  readonly current = this.choice.asReadonly();

  constructor() {
    this.apply(this.choice());
  }

  next(): void {
    const theme = NEXT[this.choice()];
    this.choice.set(theme);
    this.apply(theme);
    try {
      this.document.defaultView?.localStorage.setItem(KEY, theme);
    } catch {
      // Storage is switched off: the choice holds until the page is left.
    }
  }

  private apply(theme: Theme): void {
    if (theme === Theme.System) this.document.documentElement.removeAttribute('data-theme');
    else this.document.documentElement.setAttribute('data-theme', theme);
  }

  private read(): Theme {
    try {
      const kept = this.document.defaultView?.localStorage.getItem(KEY);
      return Object.values(Theme).find((theme) => theme === kept) ?? Theme.System;
    } catch {
      return Theme.System;
    }
  }
}
