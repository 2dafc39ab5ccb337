import type { NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FirstAdmin } from './access/first-admin.js';
import { AppModule } from './app.module.js';
import { checkPaths } from './platform/config/check-paths.js';
import { Config } from './platform/config/config.js';
import { openDatabase } from './platform/database/open-database.js';
import { Draining } from './platform/draining.js';
import { Admission } from './platform/http/admission.js';
import { buildAdapter } from './platform/http/build-adapter.js';
import { installHooks } from './platform/http/install-hooks.js';
import { serveSwagger } from './platform/http/swagger.js';
import { serveWeb } from './platform/http/web-root.js';
import { AppLogger } from './platform/logging/app-logger.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import { RealtimeGateway } from './platform/realtime/realtime-gateway.js';

/**
 * Makes a console that is ready to listen: paths checked, database migrated, first admin made.
 * @throws StartProblem when its owner must do something first.
 */
export async function openConsole(config: Config, logger: AppLogger): Promise<NestFastifyApplication> {
  checkPaths(config);
  const adapter = buildAdapter(config);
  const source = await openDatabase(config);
  try {
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.on({ config, logger, source }),
      adapter,
      nestOptions(logger),
    );
    await prepare(app);
    return app;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw error;
  }
}

export function nestOptions(logger: AppLogger): NestApplicationOptions {
  return { logger: new NestLogger(logger), abortOnError: false, bodyParser: false };
}

/** All that lies between a made and a listening application. */
export async function prepare(app: NestFastifyApplication): Promise<void> {
  const parts = {
    config: app.get(Config),
    logger: app.get(AppLogger),
    admission: app.get(Admission),
    draining: app.get(Draining),
    metrics: app.get(Metrics),
  };
  await app.get(FirstAdmin).make();
  const fastify = app.getHttpAdapter().getInstance();
  installHooks(fastify, parts);
  if (parts.config.servesApi) {
    await serveWeb(fastify, parts.config.webRoot);
    serveSwagger(fastify, parts.admission);
    app.get(RealtimeGateway).open(fastify.server);
  }
  await app.init();
}
