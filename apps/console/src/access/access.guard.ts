import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { WithCaller } from '../platform/http/caller.js';
import { endpointOf } from '../platform/http/serve.js';

/**
 * The last gate before a handler. Who may call is decided when a request's headers arrive (`Gatekeeper`); here it is
 * made sure that this has happened, and that nothing is served that no contract describes.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const endpoint = endpointOf(context.getHandler());
    if (!endpoint) throw new Error(`${context.getClass().name}.${context.getHandler().name} serves no endpoint`);
    if (endpoint.access === 'open') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & WithCaller>();
    if (!request.caller) throw new Error(`${endpoint.id} was reached without having been admitted`);
    return true;
  }
}
