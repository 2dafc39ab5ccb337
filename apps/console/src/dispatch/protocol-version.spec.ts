import { describe, expect, it } from '@jest/globals';
import { checkProtocol } from './protocol-version.js';

describe('checkProtocol', () => {
  it('takes the present protocol without a word', () => {
    expect(checkProtocol(3, 3, 2)).toBeNull();
  });

  it('takes the one before with a notice for the engine', () => {
    expect(checkProtocol(2, 3, 2)).toMatch(/Update the engine/);
  });

  it('refuses an older one', () => {
    expect(() => checkProtocol(1, 3, 2)).toThrow(expect.objectContaining({ status: 426, code: 'protocol_too_old' }));
  });

  it('refuses one that this console does not know yet', () => {
    expect(() => checkProtocol(4, 3, 2)).toThrow(expect.objectContaining({ status: 422, code: 'protocol_too_new' }));
  });
});
