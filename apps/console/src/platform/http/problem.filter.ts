import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  MethodNotAllowedException,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppLogger } from '../logging/app-logger.js';
import { allowedMethods } from './endpoints.js';
import { problemOf } from './problem-of.js';

/** Answers every error in the one shape, and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: AppLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(error, { request, reply, logger: this.logger });
  }
}

/** Sends an error in the one shape. An answer that has begun is only cut off. */
export function sendProblem(
  error: unknown,
  { request, reply, logger }: { request: FastifyRequest; reply: FastifyReply; logger: AppLogger },
): void {
  const answer = problemOf(error, request.id);
  if (answer.defect) {
    logger.error('a request failed', {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      error,
    });
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  // The router has no route for this method; others may have one.
  const methods = error instanceof NotFoundException ? allowedMethods(request.url.split('?')[0] ?? '') : [];
  const known = methods.length > 0 && !methods.includes(request.method);
  const { status, headers, body } = known ? problemOf(new MethodNotAllowedException(), request.id) : answer;
  if (known) reply.header('allow', methods.join(', '));
  reply
    .code(status)
    .headers(headers)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body));
}
