import { describe, expect, it } from '@jest/globals';
import { bearerReader } from './bearer.js';

const shows = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

describe('reading bearer tokens', () => {
  it('answers each of two requests in flight with its own identity', async () => {
    const answers = new Map<string, (identity: { who: string }) => void>();
    const read = bearerReader<{ who: string }>((token) => new Promise((done) => void answers.set(token, done)));
    const [first, second] = [read(shows('a')), read(shows('b'))];
    answers.get('b')?.({ who: 'b' });
    answers.get('a')?.({ who: 'a' });
    expect(await Promise.all([first, second])).toEqual([{ who: 'a' }, { who: 'b' }]);
  });

  it('knows nobody without a token, or by one that nobody has', async () => {
    const read = bearerReader<{ who: string }>(() => Promise.resolve(undefined));
    expect(await read({})).toBeUndefined();
    expect(await read(shows('x'))).toBeUndefined();
    expect(await read({ authorization: 'Basic eDp5' })).toBeUndefined();
  });

  it('passes on that tokens cannot be read now', async () => {
    const read = bearerReader<{ who: string }>(() => Promise.reject(new Error('no database')));
    await expect(read(shows('a'))).rejects.toThrow('no database');
  });
});
