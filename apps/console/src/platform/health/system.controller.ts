import { Controller, Res } from '@nestjs/common';
import {
  ENGINE_PROTOCOL,
  type Health,
  OLDEST_ENGINE_PROTOCOL,
  type ResponseOf,
  systemApi,
  type Version,
} from '@scanfleet/contracts';
import type { FastifyReply } from 'fastify';
import { Clock } from '../clock/clock.js';
import { Serve } from '../http/serve.js';
import { openApiDocument } from '../http/openapi.js';
import { Metrics } from '../metrics/metrics.js';
import { consoleVersion } from '../version.js';
import { HealthChecks } from './health-checks.js';

/** What the console says about itself. */
@Controller()
export class SystemController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  @Serve(systemApi.health)
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.checks.look();
    if (health.status !== 'ok') reply.code(503);
    return health;
  }

  @Serve(systemApi.liveness)
  liveness(): ResponseOf<typeof systemApi.liveness> {
    return { status: 'alive' };
  }

  @Serve(systemApi.version)
  version(): Version {
    return {
      name: 'scanfleet',
      version: consoleVersion,
      engineProtocols: [OLDEST_ENGINE_PROTOCOL, ENGINE_PROTOCOL],
      time: this.clock.now().toISOString(),
    };
  }

  @Serve(systemApi.metrics)
  async getMetrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }

  @Serve(systemApi.openapi)
  openapi(): ResponseOf<typeof systemApi.openapi> {
    return openApiDocument(consoleVersion);
  }
}
