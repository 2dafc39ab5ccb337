import { describe, expect, it } from '@jest/globals';
import { isHashed, looksLikeFile } from './static-file.js';

describe('static files', () => {
  it('are hashed when their name ends in the hash of the build', () => {
    expect(['main-EDT4F7E5.js', 'styles-TAZMSP2Z.css', 'media/inter-ABCD2345.woff2'].filter(isHashed)).toHaveLength(3);
    expect(['main.js', 'favicon.svg', 'some-lettered.js', 'index.html', 'x-EDT4F7E5'].filter(isHashed)).toEqual([]);
  });

  it('are not mistaken for pages whose address holds dots', () => {
    expect(['/a.js', '/media/x.woff2', '/robots.txt'].every(looksLikeFile)).toBe(true);
    expect(['/hosts/10.0.0.1', '/hosts/db.example', '/', '/scans'].some(looksLikeFile)).toBe(false);
  });
});
