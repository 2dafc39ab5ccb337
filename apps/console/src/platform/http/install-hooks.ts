import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import type { Draining } from '../draining.js';
import type { AppLogger } from '../logging/app-logger.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Admission } from './admission.js';
import { endpointOfRoute } from './endpoints.js';
import { Refusal } from './refusal.js';
import { setSecurityHeaders } from './security-headers.js';

/** Endpoints that a console which only works in the background serves too, for probes and for Prometheus. */
const workerEndpoints = new Set(['getHealth', 'getLiveness', 'getVersion', 'getMetrics']);

/** What happens to every request before and after its handler. Must be called before routes are registered. */
export function installHooks(
  fastify: FastifyInstance,
  parts: { config: Config; admission: Admission; draining: Draining; metrics: Metrics; logger: AppLogger },
): void {
  const { config, admission, draining, metrics, logger } = parts;
  fastify.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(request, reply);
    if (draining.signal.aborted) {
      reply.header('connection', 'close');
      throw new Refusal(503, 'stopping', 'This console is stopping: ask again in a moment.', [], 5);
    }
    const endpoint = endpointOfRoute(request.method, request.routeOptions.url);
    if (!endpoint) return;
    if (!config.servesApi && !workerEndpoints.has(endpoint.id)) {
      throw new Refusal(
        404,
        'not_found',
        'This console process only works in the background: ask one with the role "api".',
      );
    }
    // Before the body is read: strangers cannot make the console take in megabytes.
    await admission.admit(request, endpoint);
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    // A long poll that is answered because we stop must not leave its connection open.
    if (draining.signal.aborted) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const endpoint = endpointOfRoute(request.method, request.routeOptions.url);
    const seconds = reply.elapsedTime / 1000;
    metrics.httpDuration.observe({ endpoint: endpoint?.id ?? 'other', status: String(reply.statusCode) }, seconds);
    logger.debug('request answered', {
      requestId: request.id,
      method: request.method,
      endpoint: endpoint?.id,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
    });
    done();
  });
}
