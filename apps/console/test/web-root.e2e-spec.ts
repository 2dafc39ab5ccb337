import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from './harness.js';

describe('the web root', () => {
  let console: TestConsole;
  let folder: string;
  let root: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scanfleet-web-'));
    root = join(folder, 'browser');
    await mkdir(join(root, 'media'), { recursive: true });
    await writeFile(join(folder, 'secret.txt'), 'outside');
    await writeFile(join(root, '.env'), 'hidden');
    await writeFile(join(root, 'main-EDT4F7E5.js'), 'export {};');
    await writeFile(join(root, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(
      join(root, 'index.html'),
      '<app nonce="__CSP_NONCE__"></app><script nonce="__CSP_NONCE__"></script>',
    );
    console = await aConsole({ settings: { webRoot: root } });
  });
  afterAll(async () => {
    await console.close();
    await rm(folder, { recursive: true });
  });

  it('answers every page address with the one page, under a policy with its own nonce', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/hosts', '/hosts/10.0.0.1', '/index.html', '/scans/a/b?x=1']) {
      const page = await console.request.get(path).expect(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.headers['cache-control']).toBe('no-store');
      const nonce = /nonce="([\w-]{22})"/.exec(page.text)?.[1] ?? '';
      expect(page.text).not.toContain('__CSP_NONCE__');
      expect(page.headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; ` +
          `img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(5);
  });

  it('lets browsers keep files whose name holds a hash for ever, and ask again for others', async () => {
    const script = await console.request.get('/main-EDT4F7E5.js').expect(200);
    expect(script.headers['content-type']).toMatch(/^(text|application)\/javascript/);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['x-content-type-options']).toBe('nosniff');
    const icon = await console.request.get('/favicon.svg').expect(200);
    expect(icon.headers['content-type']).toBe('image/svg+xml');
    expect(icon.headers['cache-control']).toBe('no-cache');
    await console.request
      .get('/favicon.svg')
      .set('If-None-Match', icon.headers['etag'] ?? '')
      .expect(304);
    await console.request.head('/favicon.svg').expect(200);
  });

  it('says 404 for files that are not there, instead of sending a page as a script', async () => {
    const answer = await console.request.get('/chunk-AAAAAAAA.js').expect(404);
    expect(answer.body.code).toBe('not_found');
    await console.request.get('/api/v1/nothing').expect(404);
    await console.request.get('/api').expect(404);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/media/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/.env',
    '/media/../.env',
    '/%00',
    '/favicon.svg%00.js',
    '//etc/passwd',
  ])('gives nothing away at %s', async (path) => {
    const answer = await fetch(`${console.url}${path}`, { redirect: 'manual' });
    const text = await answer.text();
    expect(text).not.toMatch(/outside|hidden|root:/);
    expect(answer.status).toBeLessThan(500);
  });

  it('does not take other methods', async () => {
    await console.request.post('/hosts').expect(404);
    expect((await console.request.delete('/main-EDT4F7E5.js')).status).toBe(404);
  });

  it('says so clearly when the web console has not been built', async () => {
    const bare = await aConsole({ settings: { webRoot: join(folder, 'missing') } });
    const page = await bare.request.get('/').expect(503);
    expect(page.text).toContain('The web console is not built');
    expect(page.headers['content-security-policy']).toContain(/nonce="([\w-]+)"/.exec(page.text)?.[1]);
    await bare.request.get('/api/v1/health').expect(200);
    await bare.close();
  });

  it('shows Swagger UI to users only', async () => {
    const stranger = await console.request.get('/swagger/').expect(401);
    expect(stranger.text).toContain('Sign in first');
    await console.request.get('/swagger').expect(308).expect('location', '/swagger/');
    const viewer = console.asRole('viewer');
    const page = await viewer.get('/swagger/').expect(200);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      await viewer.get(`/swagger/${file}`).expect(200);
      await console.request.get(`/swagger/${file}`).expect(401);
    }
    expect(page.text).not.toMatch(/https?:/);
    await viewer.get('/swagger/package.json').expect(404);
    await viewer.get('/swagger/..%2fpackage.json').expect(404);
  });
});
