import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartProblem } from '../start-problem.js';
import { readConfig } from './read-config.js';

const DATABASE_URL = 'postgres://scanfleet:secret@db/scanfleet';

describe('the configuration', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scanfleet-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const aFile = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const problemsOf = (environment: NodeJS.ProcessEnv): readonly string[] => {
    try {
      readConfig(environment);
      return [];
    } catch (error) {
      if (error instanceof StartProblem) return error.problems;
      throw error;
    }
  };

  it('needs a database only, and listens on this machine alone', () => {
    const { config } = readConfig({ DATABASE_URL });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, role: 'all', redisUrl: null, tls: null });
    expect(config.dataDir).toBe(resolve('.scanfleet'));
    expect(config.firstPasswordFile).toBe(resolve('.scanfleet/first-admin-password'));
    expect(config.webRoot).toMatch(/apps\/web\/dist\/browser$/);
  });

  it('comes from a file, which the environment outranks', () => {
    const file = aFile(
      'good.yaml',
      'port: 9000\nhost: 0.0.0.0\ndatabaseUrl: postgres://file/x\ntrustedProxies:\n  - 10.0.0.1\n  - fd00::/8\n',
    );
    const { config } = readConfig({ SCANFLEET_CONFIG: file, SCANFLEET_PORT: '9001', DATABASE_URL: '' });
    expect(config).toMatchObject({ port: 9001, host: '0.0.0.0', databaseUrl: 'postgres://file/x' });
    expect(config.trustedProxies).toEqual(['10.0.0.1', 'fd00::/8']);
  });

  it('names every problem at once, by the name that its owner wrote', () => {
    const file = aFile('bad.yaml', 'leaseSeconds: 1\nlogFormat: xml\nprot: 1\n');
    const problems = problemsOf({
      SCANFLEET_CONFIG: file,
      SCANFLEET_PORT: 'http',
      SCANFLEET_TLS_KEY: '/key.pem',
      SCANFLEET_ADMIN_PASSWORD: 'short',
      SCANFLEET_TRUSTED_PROXIES: '10.0.0.0/33',
    });
    const wanted = [
      'leaseSeconds',
      'logFormat',
      'prot',
      'SCANFLEET_PORT',
      'SCANFLEET_ADMIN_PASSWORD',
      'SCANFLEET_TRUSTED_PROXIES',
      'DATABASE_URL',
    ];
    for (const name of wanted) expect(problems.filter((problem) => problem.includes(name))).toHaveLength(1);
    expect(problems.join('\n')).not.toContain('short');
  });

  it('wants certificate and key together', () => {
    expect(problemsOf({ DATABASE_URL, SCANFLEET_TLS_CERT: '/cert.pem' })).toEqual([
      expect.stringContaining('TLS needs both the certificate and its key'),
    ]);
  });

  it('says that its file cannot be read', () => {
    expect(problemsOf({ DATABASE_URL, SCANFLEET_CONFIG: '/nowhere.yaml' })).toEqual([
      expect.stringContaining('/nowhere.yaml'),
    ]);
  });

  it('warns of variables that nothing reads', () => {
    const { warnings } = readConfig({ DATABASE_URL, SCANFLEET_PROT: '80', SCANFLEET_ENGINE_NAME: 'e' });
    expect(warnings).toEqual([expect.stringContaining('SCANFLEET_PORT')]);
  });
});
