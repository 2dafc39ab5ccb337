import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf } from '../start-problem.js';
import { isApiPath } from './endpoints.js';
import { plainPage } from './page.js';
import { nonceOf } from './security-headers.js';
import { isHashed, looksLikeFile, staticFile } from './static-file.js';

/** What the built page has in place of the nonce of its request. */
const NONCE_MARK = '__CSP_NONCE__';

/**
 * Serves the web console: files by their path, and its one page for every other path that is not the API's.
 * @param webRoot folder of the built web console; it may appear or be replaced while the console runs.
 */
export async function serveWeb(fastify: FastifyInstance, webRoot: string): Promise<void> {
  await fastify.register(fastifyStatic, { root: webRoot, serve: false, dotfiles: 'deny' });
  fastify.get('/*', async (request: FastifyRequest<{ Params: { '*': string } }>, reply) => {
    const path = `/${request.params['*']}`;
    if (isApiPath(path)) return reply.callNotFound();
    const file = await staticFile(webRoot, path);
    if (file !== undefined && file !== 'index.html') {
      return reply
        .header('cache-control', isHashed(file) ? 'public, max-age=31536000, immutable' : 'no-cache')
        .sendFile(file, webRoot, { cacheControl: false });
    }
    if (looksLikeFile(path) && file === undefined) return reply.callNotFound();
    return sendPage(request, reply, webRoot);
  });
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, webRoot: string): Promise<FastifyReply> {
  const nonce = nonceOf(request);
  reply.type('text/html; charset=utf-8');
  try {
    const page = await readFile(join(webRoot, 'index.html'), 'utf8');
    return reply.send(page.replaceAll(NONCE_MARK, nonce));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return reply.code(503).send(
      plainPage({
        title: 'The web console is not built',
        text: [
          'The API runs, but the web console has not been built yet: run <code>npm run build</code>, or start with <code>npm start</code>.',
        ],
        nonce,
      }),
    );
  }
}
