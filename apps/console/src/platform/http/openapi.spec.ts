import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '@scanfleet/contracts';
import { describe, expect, it } from '@jest/globals';
import { consoleRoot } from '../config/console-root.js';
import { consoleVersion } from '../version.js';
import { openApiDocument } from './openapi.js';

interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: object;
  responses: Record<string, object>;
}
const document = JSON.parse(JSON.stringify(openApiDocument(consoleVersion))) as {
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, object>>;
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the OpenAPI document', () => {
  it('is the one in docs/api/openapi.json; if not, run openapi-main of the console and keep its output there', () => {
    const kept: unknown = JSON.parse(readFileSync(join(consoleRoot(), '../../docs/api/openapi.json'), 'utf8'));
    expect(document).toEqual(kept);
  });

  it('has every endpoint under its id', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(catalog.map(({ id }) => id).sort());
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    const missing = references.filter((reference) => {
      const [root, ...path] = (reference ?? '').split('/');
      const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      return root !== '#' || found === undefined;
    });
    expect(missing).toEqual([]);
    expect(references.length).toBeGreaterThan(100);
  });

  it('lists each parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(methods)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named);
      }
    }
  });

  it('asks for credentials everywhere but at the open endpoints', () => {
    const open = operations.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId);
    expect(open.sort()).toEqual(
      catalog
        .filter(({ access }) => access === 'open')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('tells of the one error shape, and what health answers with 503', () => {
    const health = document.paths['/api/v1/health']?.['get'];
    expect(health?.responses['503']).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Health' } } },
    });
    expect(document.components['schemas']?.['Problem']).toMatchObject({ required: ['code', 'message', 'requestId'] });
    for (const { responses } of operations)
      expect(responses['4XX']).toEqual({ $ref: '#/components/responses/Problem' });
  });

  it('keeps the defaults of what is sent apart from what is answered', () => {
    const create = document.components['schemas']?.['CreateSiteRequest'] as { required: string[] };
    expect(create.required).toEqual(['name', 'targets']);
  });
});
