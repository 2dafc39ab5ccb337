import { describe, expect, it } from '@jest/globals';
import { createLogger, type LogFields, type LogFormat, type LogLevel } from './index.js';

function recorder(format: LogFormat = 'json', level: LogLevel = 'debug') {
  const lines: string[] = [];
  const log = createLogger({ level, format, name: 'test', destination: { write: (line) => lines.push(line) } });
  const record = (index = 0): Record<string, unknown> => JSON.parse(lines[index] ?? 'null') as Record<string, unknown>;
  return { log, lines, record };
}
const written = (fields: LogFields): Record<string, unknown> => {
  const { log, record } = recorder();
  log.info('fact', fields);
  return record();
};

describe('createLogger', () => {
  it('writes one JSON line for a fact, with level by name, time in UTC and the fields', () => {
    const { log, lines, record } = recorder();
    log.info('shard leased', { shardId: 'abc', waitedMs: 3 });
    expect(lines).toHaveLength(1);
    expect(record()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      name: 'test',
      msg: 'shard leased',
      shardId: 'abc',
      waitedMs: 3,
    });
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = recorder('json', 'warn');
    log.info('not this');
    log.warn('this');
    expect(lines).toHaveLength(1);
    expect(log.writes('info')).toBe(false);
    expect(log.writes('error')).toBe(true);
  });

  it('adds the fields of a child to each of its lines', () => {
    const { log, record } = recorder();
    log.child({ shardId: 'abc', token: 'very-secret' }).info('started', { pid: 7 });
    expect(record()).toMatchObject({ shardId: 'abc', token: '[redacted]', pid: 7 });
  });

  it.each([
    'token',
    'joinToken',
    'password',
    'Authorization',
    'cookie',
    'set-cookie',
    'apiKey',
    'X-API-Key',
    'privateKey',
    'key',
    'clientSecret',
    'db_password',
  ])('hides the value of %s, however deep', (name) => {
    expect(JSON.stringify(written({ request: { headers: { [name]: 'hunter2-value' } } }))).not.toContain('hunter2');
  });

  it('shows names that only look like secrets', () => {
    expect(written({ tokenPrefix: 'sfe_ab', keyId: 'k1', monkey: 'ape', tokenFile: '/x' })).toMatchObject({
      tokenPrefix: 'sfe_ab',
      keyId: 'k1',
      monkey: 'ape',
      tokenFile: '/x',
    });
  });

  it('hides bearer tokens and URL passwords inside of texts', () => {
    const { log, lines } = recorder();
    log.warn('refused Bearer abcdefghijkl', {
      url: 'postgres://me:geheim@db/x',
      error: new Error('Basic QWxhZGRpbjpvcGVu'),
    });
    expect(lines[0]).not.toMatch(/abcdefghijkl|geheim|QWxhZGRpbjpvcGVu/);
    expect(lines[0]).toContain('postgres://me:[redacted]@db/x');
  });

  it.each(['json', 'pretty'] as const)('spells out control characters of hostile text in %s lines', (format) => {
    const { log, lines } = recorder(format);
    log.info('banner \u001b]0;owned\u0007\r\nERROR forged', {
      banner: 'x\u009b31m\u202eevil\u0000',
      list: ['\u001b[2J'],
    });
    const text = lines.join('');
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(lines).toHaveLength(1);
  });

  it('unfolds an error with its code, cause and stack', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(written({ error: new Error('no console', { cause }) })).toMatchObject({
      error: { type: 'Error', message: 'no console', stack: expect.any(String), cause: { code: 'ECONNREFUSED' } },
    });
  });

  it('survives cycles, functions, bigints, bytes and long lists', () => {
    const cycle: Record<string, unknown> = { count: 10n ** 30n, bytes: Buffer.from('abc'), run: () => 1 };
    cycle['self'] = cycle;
    cycle['many'] = Array.from({ length: 100 }, (_, index) => index);
    const text = JSON.stringify(written(cycle));
    expect(text).toContain('1000000000000000000000000000000');
    expect(text).toContain('[3 bytes]');
    expect(text).toContain('(100 in all)');
  });

  it('prints a readable line and the stack below it when pretty', () => {
    const { log, lines } = recorder('pretty');
    log.error('it broke', { shardId: 'abc', error: new Error('boom') });
    const [first, second] = (lines[0] ?? '').split('\n');
    expect(first).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ERROR test: it broke {2}shardId=abc error=\{.*"message":"boom"/);
    expect(second).toBe('    Error: boom');
  });
});
