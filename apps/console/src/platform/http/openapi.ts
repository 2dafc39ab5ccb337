import { Access, catalog, type Endpoint, health, systemApi } from '@scanfleet/contracts';
import { type JsonSchema, SchemaBook } from './schema-book.js';

type Json = Record<string, unknown>;

/** Ways to prove who asks, by the access that an endpoint wants. */
const security: Readonly<Record<Access, readonly Json[]>> = {
  [Access.Open]: [],
  [Access.Viewer]: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
  [Access.Operator]: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
  [Access.Admin]: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
  [Access.Engine]: [{ engineToken: [] }],
  [Access.Join]: [{ joinToken: [] }],
};

const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'An API key as bearer token.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'scanfleet_session',
    description:
      'The session cookie of signIn (over TLS its name is __Host-scanfleet_session). Writes also need the header X-Scanfleet-Request.',
  },
  engineToken: { type: 'http', scheme: 'bearer', description: 'The token of an engine.' },
  joinToken: { type: 'http', scheme: 'bearer', description: 'A join token.' },
} as const;

/** The API as an OpenAPI 3.1 document, made from the contracts alone. */
export function openApiDocument(version: string): { openapi: '3.1.0' } & Json {
  const book = new SchemaBook();
  for (const { response } of catalog) book.output(response);
  const paths: Record<string, Json> = {};
  for (const endpoint of catalog) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, book) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Scanfleet',
      version,
      description: 'Distributed network scanning: one console, many engines. Every error has the shape Problem.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...new Set(catalog.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: book.schemas(),
      securitySchemes,
      responses: {
        Problem: { description: 'Refused or failed', content: json({ $ref: '#/components/schemas/Problem' }) },
      },
    },
  };
}

function operation(endpoint: Endpoint, book: SchemaBook): Json {
  const parameters = [
    ...parametersOf(book.input(endpoint.params), 'path'),
    ...parametersOf(book.input(endpoint.query), 'query'),
  ];
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    'x-access': endpoint.access,
    security: security[endpoint.access],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(endpoint, book),
    responses: {
      [endpoint.status]: success(endpoint, book),
      ...(endpoint === systemApi.health
        ? { 503: { description: 'The console cannot work', content: json(book.output(health)) } }
        : {}),
      '4XX': { $ref: '#/components/responses/Problem' },
      '5XX': { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody({ requestKind, body }: Endpoint, book: SchemaBook): Json {
  switch (requestKind) {
    case 'none':
      return {};
    case 'bytes':
      return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
    case 'json':
      return { requestBody: { required: true, content: json(book.input(body)) } };
  }
}

function success({ responseKind, response, id }: Endpoint, book: SchemaBook): Json {
  switch (responseKind) {
    case 'none':
      return { description: 'Done' };
    case 'bytes':
      return {
        description: 'The content',
        content: { [id === systemApi.metrics.id ? 'text/plain' : 'application/octet-stream']: {} },
      };
    case 'json':
      return { description: 'The answer', content: json(book.output(response)) };
  }
}

function json(schema: JsonSchema): Json {
  return { 'application/json': { schema } };
}

function parametersOf(schema: JsonSchema, place: 'path' | 'query'): Json[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: required.has(name),
    schema: property,
  }));
}
