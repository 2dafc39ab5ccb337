import { describe, expect, it } from '@jest/globals';
import { DnsResolver, NameResolver } from './name-resolver.js';
import { resolveNames } from './resolve-names.js';

class ScriptedResolver extends NameResolver {
  asked: string[] = [];
  running = 0;
  mostAtOnce = 0;

  override async resolve(name: string, signal: AbortSignal): Promise<string[]> {
    this.asked.push(name);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.running);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      if (name === 'slow.invalid') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      if (name === 'gone.invalid') throw Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
      return ['192.0.2.2', '192.0.2.1', '192.0.2.2'];
    } finally {
      this.running -= 1;
    }
  }
}

describe('resolveNames', () => {
  it('answers in the order of the names, each asked once, addresses sorted', async () => {
    const resolver = new ScriptedResolver();
    const answers = await resolveNames(resolver, ['b.invalid', 'gone.invalid', 'b.invalid']);
    expect(resolver.asked).toEqual(['b.invalid', 'gone.invalid']);
    expect(answers).toEqual([
      { name: 'b.invalid', addresses: ['192.0.2.1', '192.0.2.2'], error: null },
      { name: 'gone.invalid', addresses: [], error: 'there is no such name' },
    ]);
  });

  it('does not wait for a name for ever', async () => {
    const answers = await resolveNames(new ScriptedResolver(), ['slow.invalid', 'a.invalid'], 20);
    expect(answers.map(({ error }) => error)).toEqual(['no answer within 0.02 s', null]);
  });

  it('asks for a limited number of names side by side', async () => {
    const resolver = new ScriptedResolver();
    const names = Array.from({ length: 100 }, (_, index) => `host${index}.invalid`);
    expect(await resolveNames(resolver, names)).toHaveLength(100);
    expect(resolver.mostAtOnce).toBeLessThanOrEqual(16);
  });
});

describe('DnsResolver', () => {
  it('knows localhost without asking anybody', async () => {
    expect(await new DnsResolver().resolve('localhost', AbortSignal.timeout(1000))).toEqual(['127.0.0.1', '::1']);
  });
});
