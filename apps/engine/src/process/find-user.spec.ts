import { describe, expect, it } from '@jest/globals';
import { findUser } from './find-user.js';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nscan:x:990:985::/:/bin/false\nbroken\n+nis:::::\n';

describe('findUser', () => {
  it('finds users by name with the group of their entry', () => {
    expect(findUser('scan', passwd)).toEqual({ name: 'scan', uid: 990, gid: 985 });
    expect(findUser('sca', passwd)).toBeNull();
    expect(findUser('broken', passwd)).toBeNull();
  });

  it('takes numbers, with and without an entry', () => {
    expect(findUser('990', passwd)).toEqual({ name: 'scan', uid: 990, gid: 985 });
    expect(findUser('65534', passwd)).toEqual({ name: '65534', uid: 65_534, gid: 65_534 });
  });
});
