import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './platform/config/config.js';

/**
 * Begins to listen where the settings say.
 * @returns the address to open, as people would type it.
 * @throws EADDRINUSE and its like; everything that was opened is closed again.
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  if (config.publicUrl !== null) return config.publicUrl;
  const bound = app.getHttpServer().address() as { port: number } | null;
  const anywhere = config.host === '0.0.0.0' || config.host === '::';
  const host = anywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `${config.tls ? 'https' : 'http'}://${host}:${bound?.port ?? config.port}`;
}
