import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import type { Endpoint, InputOf, ProblemIssue } from '@scanfleet/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Refusal } from './refusal.js';

export const ENDPOINT = Symbol('endpoint');

const methods = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
} as const;

/** Makes a controller method the handler of a contract's endpoint: path, method, status and role come from there. */
export function Serve(endpoint: Endpoint): MethodDecorator {
  return applyDecorators(
    RequestMapping({ path: endpoint.path, method: methods[endpoint.method] }),
    HttpCode(endpoint.status),
    SetMetadata(ENDPOINT, endpoint),
  );
}

/** The endpoint that a handler serves, if it was declared with `Serve`. */
export function endpointOf(handler: object): Endpoint | undefined {
  return Reflect.getMetadata(ENDPOINT, handler) as Endpoint | undefined;
}

/** The validated input of the endpoint, as `InputOf<typeof someApi.thing>`. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const endpoint = endpointOf(context.getHandler());
  if (!endpoint) throw new Error(`${context.getClass().name}.${context.getHandler().name} serves no endpoint`);
  return readInput(endpoint, context.switchToHttp().getRequest<FastifyRequest>());
});

/**
 * Validates path, query and body of a request against its endpoint.
 * @throws Refusal 400 `invalid_request` naming every field that is wrong.
 */
export function readInput<E extends Endpoint>(
  endpoint: E,
  request: Pick<FastifyRequest, 'params' | 'query' | 'body'>,
): InputOf<E> {
  const issues: ProblemIssue[] = [];
  const part = (schema: z.ZodType, value: unknown, place: string): unknown => {
    const parsed = schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const path = [place, ...issue.path.map(String)].filter(Boolean).join('.');
      issues.push({ path, message: issue.message, code: issue.code });
    }
    return undefined;
  };
  const input = {
    params: part(endpoint.params, request.params, ''),
    query: part(endpoint.query, request.query, ''),
    body: endpoint.requestKind === 'json' ? part(endpoint.body, request.body, '') : request.body,
  };
  if (issues.length > 0) {
    const named = issues.map((issue) => `${issue.path || 'body'}: ${issue.message}`).join('; ');
    throw new Refusal(400, 'invalid_request', `The request is not right: ${named}`, issues);
  }
  return input as InputOf<E>;
}
