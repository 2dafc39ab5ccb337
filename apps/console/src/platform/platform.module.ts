import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { Clock, SystemClock } from './clock/clock.js';
import { Config } from './config/config.js';
import { Database } from './database/database.js';
import { Draining } from './draining.js';
import { Ground } from './ground.js';
import { HealthChecks } from './health/health-checks.js';
import { SystemController } from './health/system.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ResponseCheckInterceptor } from './http/response-check.interceptor.js';
import { AppLogger } from './logging/app-logger.js';
import { Metrics } from './metrics/metrics.js';
import { BullJobQueue } from './queue/bull-job-queue.js';
import { JobQueue } from './queue/job-queue.js';
import { Bus } from './realtime/bus.js';
import { openBus } from './realtime/open-bus.js';
import { RealtimeGateway } from './realtime/realtime-gateway.js';

/** What the platform is built on; made before Nest starts, because it can fail in ways that its owner must read. */
export interface Foundations {
  readonly config: Config;
  readonly logger: AppLogger;
  /** Open and migrated. */
  readonly source: DataSource;
}

/** The ground that features stand on and that knows no feature. */
@Global()
@Module({})
export class PlatformModule {
  static on({ config, logger, source }: Foundations): DynamicModule {
    const global = [Config, AppLogger, Clock, Database, Draining, Metrics, Bus, JobQueue, BullJobQueue];
    return {
      module: PlatformModule,
      controllers: [SystemController],
      providers: [
        { provide: Config, useValue: config },
        { provide: AppLogger, useValue: logger },
        { provide: Clock, useClass: SystemClock },
        { provide: Database, useFactory: () => new Database(source) },
        Draining,
        Metrics,
        {
          provide: Bus,
          useFactory: (database: Database) => openBus(config, { database, logger }),
          inject: [Database],
        },
        {
          provide: BullJobQueue,
          useFactory: (database: Database) => new BullJobQueue(config, database, logger),
          inject: [Database],
        },
        { provide: JobQueue, useExisting: BullJobQueue },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: ResponseCheckInterceptor },
        HealthChecks,
        RealtimeGateway,
        Ground,
      ],
      exports: global,
    };
  }
}
