import { Service, computed, effect, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { Role, accessApi, type Account } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { ApiProblem } from '../api/api-problem.js';
import { RealtimeChannel } from '../realtime/realtime-channel.js';
import { safeReturnUrl } from './safe-return-url.js';

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Who is signed in here, and what the role allows. The proof is a cookie that scripts can't read. */
@Service()
export class Session {
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly realtime = inject(RealtimeChannel);
  private readonly known = signal<Account | null | undefined>(undefined);

  /** The account; null when nobody is signed in, undefined until the console was asked. */
  readonly account = this.known.asReadonly();
  readonly mayOperate = computed(() => this.reaches(Role.Operator));
  readonly mayAdminister = computed(() => this.reaches(Role.Admin));

  constructor() {
    this.api.sessionEnded.subscribe(() => this.leave());
    effect(() => {
      if (this.realtime.losses() > 0) void this.askWhetherEnded();
    });
  }

  /** Asks the console who is signed in, once. */
  async ask(): Promise<Account | null> {
    const known = this.known();
    if (known !== undefined) return known;
    try {
      this.enter(await this.api.call(accessApi.me));
    } catch (error) {
      if (ApiProblem.from(error).status !== 401) throw error;
      this.known.set(null);
    }
    return this.known() ?? null;
  }

  /** @throws ApiProblem when name or password are wrong, or after too many tries. */
  async signIn(name: string, password: string): Promise<void> {
    this.enter(await this.api.call(accessApi.signIn, { body: { name, password } }));
  }

  async signOut(): Promise<void> {
    await this.api.call(accessApi.signOut);
    this.realtime.close();
    this.known.set(null);
    await this.router.navigateByUrl('/sign-in');
  }

  /** A refused connection may mean that the session ended; only a request says so, by a 401 that leads to `leave`. */
  private async askWhetherEnded(): Promise<void> {
    try {
      await this.api.call(accessApi.me);
    } catch (error) {
      // Out of reach: the channel keeps trying, and asks again each time.
      if (!(error instanceof ApiProblem)) throw error;
    }
  }

  private enter(account: Account): void {
    this.known.set(account);
    this.realtime.open();
  }

  /** The session ended elsewhere or by age: back to the sign-in page, and from there to this page again. */
  private leave(): void {
    if (!this.known()) return;
    this.realtime.close();
    this.known.set(null);
    void this.router.navigate(['/sign-in'], {
      queryParams: { returnUrl: safeReturnUrl(this.router.url), ended: true },
    });
  }

  private reaches(role: Role): boolean {
    const account = this.known();
    return account !== null && account !== undefined && RANK[account.role] >= RANK[role];
  }
}
