import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Database } from './database/database.js';
import { Draining } from './draining.js';
import { Metrics } from './metrics/metrics.js';
import { BullJobQueue } from './queue/bull-job-queue.js';
import { Bus } from './realtime/bus.js';
import { RealtimeGateway } from './realtime/realtime-gateway.js';

/** Starts and stops the ground in the right order: last up, first down. */
@Injectable()
export class Ground implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly draining: Draining,
    private readonly queue: BullJobQueue,
    private readonly gateway: RealtimeGateway,
    private readonly bus: Bus,
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** All handlers are registered by now. */
  async onApplicationBootstrap(): Promise<void> {
    this.metrics.gauge('scanfleet_jobs', {
      help: 'Background jobs, by state',
      label: 'state',
      read: () => this.queue.counts(),
    });
    await this.queue.open();
  }

  /** Requests still run: waiting ones answer now, jobs come to their end. */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining.begin();
    this.gateway.close();
    await this.queue.stopWorking();
  }

  /** No request runs any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.bus.close();
    if (this.database.source.isInitialized) await this.database.source.destroy();
  }
}
