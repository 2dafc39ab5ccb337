import { Service, inject } from '@angular/core';
import { enginesApi, type Engine } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';

/** What admins do to an engine; each asks first where something is lost, and tells how it went. */
@Service()
export class EngineActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  async approve(engine: Engine): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(enginesApi.approve, { params: { engineId: engine.id } }),
      () => `${engine.name} is approved. It gets work from now on.`,
    );
  }

  /** @returns whether it is gone */
  async reject(engine: Engine): Promise<boolean> {
    const goAhead = await this.confirm.ask({
      title: `Reject ${engine.name}?`,
      text: 'It is retired before it got any work: its token stops working, and joining again takes a new join token.',
      deed: 'Reject engine',
    });
    return goAhead && this.remove(engine, `${engine.name} is rejected.`);
  }

  /** @returns whether it is gone */
  async retire(engine: Engine): Promise<boolean> {
    const goAhead = await this.confirm.ask({
      title: `Retire ${engine.name}?`,
      text: 'Its token stops working and its shards go to others. What it found stays.',
      deed: 'Retire engine',
    });
    return goAhead && this.remove(engine, `${engine.name} is retired.`);
  }

  async enable(engine: Engine): Promise<void> {
    await this.update(engine, { enabled: true }, 'Enabled. It gets work again.');
  }

  async disable(engine: Engine): Promise<void> {
    await this.update(engine, { enabled: false }, 'Disabled. It gets no more work.');
  }

  async drain(engine: Engine): Promise<void> {
    await this.update(engine, { draining: true }, 'Draining. It finishes what it has and gets nothing new.');
  }

  async endDraining(engine: Engine): Promise<void> {
    await this.update(engine, { draining: false }, 'No longer draining. It gets work again.');
  }

  /** Has the engine fetch a new token by itself; nothing stops meanwhile. */
  async renewToken(engine: Engine): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(enginesApi.renewToken, { params: { engineId: engine.id } }),
      () => 'Asked. The old token ends when the engine uses the new one.',
    );
  }

  /** @returns the new token; undefined when it was not issued */
  async rotateToken(engine: Engine): Promise<string | undefined> {
    const goAhead = await this.confirm.ask({
      title: 'Issue a new token?',
      text: 'The old one ends now. Until the new one is in the engine\u2019s configuration, the engine can\u2019t check in.',
      deed: 'Issue new token',
    });
    if (!goAhead) return undefined;
    const params = { engineId: engine.id };
    const made = await this.notices.attempt(() => this.api.call(enginesApi.rotateToken, { params }));
    return made?.token;
  }

  async revokeToken(engine: Engine): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Revoke the token of ${engine.name}?`,
      text: 'It is locked out at once. What it scans now goes to other engines when its leases end.',
      deed: 'Revoke token',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(enginesApi.revokeToken, { params: { engineId: engine.id } }),
      () => 'Token revoked.',
    );
  }

  private async update(engine: Engine, body: { enabled?: boolean; draining?: boolean }, done: string): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(enginesApi.update, { params: { engineId: engine.id }, body }),
      () => done,
    );
  }

  private async remove(engine: Engine, done: string): Promise<boolean> {
    const gone = await this.notices.attempt(
      () => this.api.call(enginesApi.remove, { params: { engineId: engine.id } }),
      () => done,
    );
    return gone !== undefined;
  }
}
