import { describe, expect, it } from '@jest/globals';
import { hostListQuery } from '@scanfleet/contracts';
import { readQuery } from './read-query.js';

describe('readQuery', () => {
  it('takes what the schema knows, from the texts of an address bar', () => {
    expect(readQuery(hostListQuery, { page: '3', sort_by: 'os', port: '443' })).toMatchObject({
      page: 3,
      sort_by: 'os',
      port: 443,
    });
  });

  it('lets defaults stand for what is wrong, and keeps what is right beside it', () => {
    const query = readQuery(hostListQuery, { page: 'x', page_size: '99999', status: 'up', port: '70000', evil: '1' });
    expect(query).toEqual({ page: 1, page_size: 50, sort_by: 'address', sort_order: 'asc', status: 'up' });
  });
});
