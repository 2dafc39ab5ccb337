import { catalog, type Endpoint } from '@scanfleet/contracts';

const byRoute = new Map(catalog.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]));
const patterns = catalog.map((endpoint) => ({
  method: endpoint.method,
  path: new RegExp(`^${endpoint.path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`),
}));

/** The endpoint of a route as the router knows it, with `:name` parameters; HEAD counts as GET. */
export function endpointOfRoute(method: string, route: string | undefined): Endpoint | undefined {
  return byRoute.get(`${method === 'HEAD' ? 'GET' : method} ${route}`);
}

/** Methods that the API knows for a path, without its query string. */
export function allowedMethods(path: string): string[] {
  return [...new Set(patterns.filter((pattern) => pattern.path.test(path)).map(({ method }) => method))];
}

/** Whether a path belongs to the API rather than to the web console. */
export function isApiPath(path: string): boolean {
  return /^\/(api|swagger|metrics)(\/|$)/.test(path);
}
