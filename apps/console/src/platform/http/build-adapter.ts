import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MAX_REPORT_CHUNK } from '@scanfleet/contracts';
import type { Config } from '../config/config.js';
import { networkMatcher } from '../config/network.js';
import { StartProblem } from '../start-problem.js';
import { endpointOfRoute } from './endpoints.js';
import { problemOf } from './problem-of.js';
import { setSecurityHeaders } from './security-headers.js';

/** Largest JSON body, bytes. */
const MAX_JSON = 8 * 1024 * 1024;
/** Largest body of endpoints that need no sign-in, bytes. */
const MAX_OPEN_BODY = 16 * 1024;

/**
 * The HTTP server under Nest.
 * @throws StartProblem when certificate and key do not fit.
 */
export function buildAdapter(config: Config): FastifyAdapter {
  const trusted = networkMatcher(config.trustedProxies);
  const options = {
    logger: false as const,
    bodyLimit: MAX_JSON,
    // Forwarded headers count only when the machine that connects is a named proxy.
    trustProxy: config.trustedProxies.length > 0 ? (address: string) => trusted(address) : false,
    genReqId: (request: IncomingMessage) => requestId(request, trusted),
    // Our own hook answers while draining, in our own shape.
    return503OnClosing: false,
    skipMiddie: true,
    // Slow senders do not hold a connection for ever; report chunks of 4 MiB get there in time even at 1 Mbit/s.
    requestTimeout: 120_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setSecurityHeaders(request, reply);
      const { status, body } = problemOf(error, request.id);
      void reply.code(status).send(body);
    },
    clientErrorHandler: refuseGarbage,
  };
  const adapter = config.tls
    ? new FastifyAdapter({ ...options, https: tlsOptions(config.tls) })
    : new FastifyAdapter(options);
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    const endpoint = endpointOfRoute(String(route.method), route.url);
    if (endpoint?.requestKind === 'bytes') route.bodyLimit = MAX_REPORT_CHUNK;
    else if (endpoint?.access === 'open') route.bodyLimit = MAX_OPEN_BODY;
  });
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Some clients name JSON and send nothing, with DELETE for example.
    if (body.length === 0) done(null, undefined);
    else void parseJson(request, body.toString(), done);
  });
  fastify.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  return adapter;
}

function tlsOptions({ certFile, keyFile }: { certFile: string; keyFile: string }) {
  try {
    const options = { cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion: 'TLSv1.2' as const };
    // Tried here, so that a wrong file is named instead of thrown out of the server's depths.
    createSecureContext(options);
    return options;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartProblem(
      [`The TLS files ${certFile} and ${keyFile} are not a certificate and its key in PEM form (${why}).`],
      { cause: error },
    );
  }
}

/** A trusted proxy's own request id, or a new one. */
function requestId(request: IncomingMessage, trusted: (address: string) => boolean): string {
  const given = request.headers['x-request-id'];
  const usable = typeof given === 'string' && /^[\w.:-]{8,80}$/.test(given);
  return usable && trusted(request.socket.remoteAddress ?? '') ? given : randomUUID();
}

/** Answers what is not HTTP at all. Nothing of it is echoed. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(problemOf(Object.assign(new Error(), { statusCode: status }), randomUUID()).body);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
