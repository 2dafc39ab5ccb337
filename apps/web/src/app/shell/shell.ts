import { ChangeDetectionStrategy, Component, DOCUMENT, DestroyRef, computed, inject, signal } from '@angular/core';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Session } from '../access/session.js';
import { BlackoutBanner } from '../blackouts/blackout-banner.js';
import type { IconName } from '../design/icon-paths.js';
import { Icon } from '../design/icon.js';
import { Notices } from '../design/notices.js';
import { HostText } from '../text/host-text.js';
import { ConnectionBadge } from './connection-badge.js';
import { DeadDeliveries } from './dead-deliveries.js';
import { Logo } from './logo.js';
import { administer, observe, plan } from './nav-items.js';
import { ThemeChoice, type Theme } from './theme.js';

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'auto', dark: 'moon', light: 'sun' };

/** What surrounds every page after signing in: the ways to all pages, the connection, the account. */
@Component({
  selector: 'sf-shell',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BlackoutBanner,
    ConnectionBadge,
    DeadDeliveries,
    HostText,
    Icon,
    Logo,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
  ],
  templateUrl: './shell.html',
  host: { '(keydown.escape)': 'closeNav()' },
})
export class Shell {
  protected readonly session = inject(Session);
  protected readonly theme = inject(ThemeChoice);
  private readonly notices = inject(Notices);
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);

  protected readonly navOpen = signal(false);
  protected readonly themeIcon = computed(() => THEME_ICONS[this.theme.current()]);
  protected readonly themeLabel = computed(() => `Theme: ${this.theme.current()}. Change`);
  protected readonly groups = computed(() => [
    { name: 'Observe', items: observe },
    { name: 'Plan', items: plan },
    ...(this.session.mayAdminister() ? [{ name: 'Administer', items: administer }] : []),
  ]);

  constructor() {
    let page = pageOf(this.router.url);
    const navigations = this.router.events.subscribe((event) => {
      if (!(event instanceof NavigationEnd)) return;
      const next = pageOf(event.urlAfterRedirects);
      if (next !== page) this.focusHeading();
      page = next;
    });
    inject(DestroyRef).onDestroy(() => navigations.unsubscribe());
  }

  protected toggleNav(): void {
    this.navOpen.update((open) => !open);
  }

  protected closeNav(): void {
    this.navOpen.set(false);
  }

  protected async signOut(): Promise<void> {
    await this.notices.attempt(() => this.session.signOut());
  }

  protected skipToContent(event: Event): void {
    event.preventDefault();
    this.document.getElementById('content')?.focus();
  }

  /** A new page begins at its heading, for screen readers and for the next press of Tab. */
  private focusHeading(): void {
    setTimeout(() => {
      this.document.querySelector('main')?.scrollTo?.({ top: 0 });
      this.document.defaultView?.scrollTo({ top: 0 });
      this.document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    });
  }
}

/** Filters in the query don't make another page. */
function pageOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
