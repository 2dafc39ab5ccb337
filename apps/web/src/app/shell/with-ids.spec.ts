import { describe, expect, it } from '@jest/globals';
import type { CanMatchFn, UrlSegment } from '@angular/router';
import { idsOnly, withIds } from './with-ids.js';

const ID = '00000000-0001-4000-8000-000000000001';
const matches = (path: string, url: string): unknown =>
  idsOnly({ path }, url.split('/').map((segment) => ({ path: segment })) as UrlSegment[], undefined as never);

describe('idsOnly', () => {
  it.each([
    ['schedules/:scheduleId', `schedules/${ID}`, true],
    ['schedules/:scheduleId', 'schedules/new', false],
    ['rules/:ruleId/edit', `rules/${ID}/edit`, true],
    ['rules/:ruleId/edit', 'rules/new/edit', false],
    [':blackoutId/edit', `${ID}/edit`, true],
    ['hosts/:hostId', 'hosts/3', true],
    ['hosts/:hostId', `hosts/${ID}`, false],
    ['schedules', 'schedules', true],
  ])('of %s and %s is %s', (path, url, expected) => {
    expect(matches(path, url)).toBe(expected);
  });
});

describe('withIds', () => {
  it('checks the routes with ids, before what they ask themselves', () => {
    const operatorsOnly: CanMatchFn = () => true;
    const [plain, page, edit] = withIds([
      { path: 'new', canMatch: [operatorsOnly] },
      { path: ':siteId' },
      { path: ':siteId/edit', canMatch: [operatorsOnly] },
    ]);
    expect([plain, page, edit].map((route) => route?.canMatch)).toEqual([
      [operatorsOnly],
      [idsOnly],
      [idsOnly, operatorsOnly],
    ]);
  });
});
