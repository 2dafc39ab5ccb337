import { catalog } from '@scanfleet/contracts';
import { describe, expect, it } from '@jest/globals';
import { allowedMethods, endpointOfRoute, isApiPath } from './endpoints.js';

describe('endpoints', () => {
  it('are found by their route, HEAD as GET', () => {
    for (const endpoint of catalog) expect(endpointOfRoute(endpoint.method, endpoint.path)).toBe(endpoint);
    expect(endpointOfRoute('HEAD', '/api/v1/sites')?.id).toBe('listSites');
    expect(endpointOfRoute('GET', undefined)).toBeUndefined();
  });

  it('have ids and routes of their own', () => {
    expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
    expect(new Set(catalog.map(({ method, path }) => `${method} ${path}`)).size).toBe(catalog.length);
  });

  it('tell the methods of a path', () => {
    expect(allowedMethods('/api/v1/sites')).toEqual(['GET', 'POST']);
    expect(allowedMethods('/api/v1/sites/some-id')).toEqual(['GET', 'PATCH', 'DELETE']);
    expect(allowedMethods('/api/v1/openapiXjson')).toEqual([]);
  });

  it('are the API, and the rest is the web console', () => {
    expect(['/api', '/api/v1/x', '/swagger/', '/metrics'].every(isApiPath)).toBe(true);
    expect(['/', '/apis', '/hosts', '/metricsx'].some(isApiPath)).toBe(false);
  });
});
