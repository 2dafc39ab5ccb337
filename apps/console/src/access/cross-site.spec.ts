import { describe, expect, it } from '@jest/globals';
import { refuseForeignOrigin, refuseForgedWrite } from './cross-site.js';

const own = ['https://scan.example'];

describe('requests of other sites', () => {
  it.each([
    {},
    { origin: 'https://scan.example' },
    { 'sec-fetch-site': 'same-origin', origin: 'https://scan.example' },
    { 'sec-fetch-site': 'none' },
  ])('are not seen in %j', (headers) => {
    expect(() => refuseForeignOrigin(headers, own)).not.toThrow();
  });

  it.each([
    { origin: 'http://scan.example' },
    { origin: 'https://scan.example.evil' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://scan.example' },
  ])('are refused by %j', (headers) => {
    expect(() => refuseForeignOrigin(headers, own)).toThrow('another address');
  });

  it('cannot send the header that writes need', () => {
    expect(() => refuseForgedWrite({ origin: 'https://scan.example' }, own)).toThrow('X-Scanfleet-Request');
    expect(() => refuseForgedWrite({ 'x-scanfleet-request': '1' }, own)).not.toThrow();
  });
});
