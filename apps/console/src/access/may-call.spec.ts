import { Access, Role } from '@scanfleet/contracts';
import { describe, expect, it } from '@jest/globals';
import { mayCall } from './may-call.js';

describe('roles', () => {
  it('may do what the lower ones may, and nothing of engines', () => {
    const allowed = Object.values(Role).map((role) => Object.values(Access).filter((access) => mayCall(role, access)));
    expect(allowed).toEqual([
      ['open', 'viewer'],
      ['open', 'viewer', 'operator'],
      ['open', 'viewer', 'operator', 'admin'],
    ]);
  });
});
