import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';
import { plainPage } from './page.js';
import { nonceOf } from './security-headers.js';

/** Files of Swagger UI that its page needs, by the path that they are served at. */
const files: ReadonlySet<string> = new Set([
  'swagger-ui.css',
  'index.css',
  'swagger-ui-bundle.js',
  'favicon-32x32.png',
  'favicon-16x16.png',
]);

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scanfleet API</title>
<link rel="icon" type="image/png" href="favicon-32x32.png" sizes="32x32">
<link rel="stylesheet" href="swagger-ui.css">
<link rel="stylesheet" href="index.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`;

/** Starts Swagger UI on our own document. Nothing is asked of other hosts, so the validator badge is off. */
const start = `window.ui = SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['X-Scanfleet-Request'] = '1';
    return request;
  },
});
`;

/** Serves Swagger UI at /swagger/ to everyone who may use the API. Needs the static plugin of `serveWeb`. */
export function serveSwagger(fastify: FastifyInstance, admission: Admission): void {
  const root = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  fastify.get('/swagger', (_request, reply) => reply.redirect('/swagger/', 308));
  fastify.get('/swagger/*', async (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const visitor = await admission.identify({ headers: request.headers, secure: request.protocol === 'https' });
    if (!visitor) {
      const text = ['The API browser is for users: <a href="/">sign in</a> first, then open this page again.'];
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .send(plainPage({ title: 'Sign in first', text, nonce: nonceOf(request) }));
    }
    const file = request.params['*'];
    if (file === '') return reply.type('text/html; charset=utf-8').send(page);
    if (file === 'start.js') return reply.type('text/javascript; charset=utf-8').send(start);
    if (!files.has(file)) return reply.callNotFound();
    return reply.header('cache-control', 'private, max-age=3600').sendFile(file, root, { cacheControl: false });
  });
}
