import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { peerReader } from './peer.js';

function aRequest(headers: Record<string, string>, socket: object = {}): IncomingMessage {
  return { headers, socket: { remoteAddress: '10.0.0.9', ...socket } } as unknown as IncomingMessage;
}

describe('the peer of an upgrade', () => {
  const forwarded = {
    host: 'inner:8080',
    'x-forwarded-proto': 'http, https',
    'x-forwarded-host': 'evil, scan.example',
  };

  it('is what a named proxy says, its last word of a list', () => {
    expect(peerReader(['10.0.0.0/8'])(aRequest(forwarded))).toEqual({ secure: true, origin: 'https://scan.example' });
  });

  it('is what the connection is when nobody is trusted', () => {
    expect(peerReader([])(aRequest(forwarded))).toEqual({ secure: false, origin: 'http://inner:8080' });
    expect(peerReader([])(aRequest({ host: 'scan' }, { encrypted: true }))).toEqual({
      secure: true,
      origin: 'https://scan',
    });
  });
});
