import * as z from 'zod';

/** Who may call an endpoint. `open` is for health, liveness, version and sign-in only; `engine` needs an engine token, `join` a join token. */
export const Access = {
  Open: 'open',
  Viewer: 'viewer',
  Operator: 'operator',
  Admin: 'admin',
  Engine: 'engine',
  Join: 'join',
} as const;
export type Access = (typeof Access)[keyof typeof Access];

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One HTTP operation of the console: the only definition of its path, its role and its shapes. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** Stable operation id, such as `listHosts`; also OpenAPI's operationId. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Full path with `:name` parameters. */
  readonly path: string;
  readonly access: Access;
  readonly tag: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Shape of the answer; for `bytes` answers it is not checked. */
  readonly response: Response;
  /** Status of a successful answer. */
  readonly status: number;
  readonly requestKind: 'json' | 'bytes' | 'none';
  readonly responseKind: 'json' | 'bytes' | 'none';
}

const nothing = z.object({}).strict();
export type Nothing = typeof nothing;

/**
 * Declares an endpoint; what is left out has its plain meaning: no parameters, no query, no body, status 200
 * (201 for a POST that answers with a created thing must be said).
 */
export function endpoint<
  Response extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(spec: {
  id: string;
  method: HttpMethod;
  path: string;
  access: Access;
  tag: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  response: Response;
  status?: number;
  requestKind?: 'json' | 'bytes' | 'none';
  responseKind?: 'json' | 'bytes' | 'none';
}): Endpoint<Params, Query, Body, Response> {
  return {
    ...spec,
    params: (spec.params ?? nothing) as Params,
    query: (spec.query ?? nothing) as Query,
    body: (spec.body ?? nothing) as Body,
    status: spec.status ?? 200,
    requestKind: spec.requestKind ?? (spec.body ? 'json' : 'none'),
    responseKind: spec.responseKind ?? 'json',
  };
}

/** What a controller gets after validation. */
export interface InputOf<E extends Endpoint> {
  readonly params: z.output<E['params']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<E['body']>;
}

/** What a caller hands over; fields with defaults may be left out. */
export interface RequestOf<E extends Endpoint> {
  readonly params?: z.input<E['params']>;
  readonly query?: z.input<E['query']>;
  readonly body?: z.input<E['body']>;
}

export type ResponseOf<E extends Endpoint> = z.output<E['response']>;

/**
 * Builds path and query string of a request. Values are percent-encoded; undefined query values are left out.
 * @throws Error when a path parameter is missing.
 */
export function endpointUrl<E extends Endpoint>(target: E, request: RequestOf<E> = {}): string {
  const params = (request.params ?? {}) as Record<string, unknown>;
  const path = target.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${target.id} needs the path parameter "${name}"`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((request.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
