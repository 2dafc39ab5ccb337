import { describe, expect, it } from '@jest/globals';
import { joinCommand } from './join-command.js';

const command = 'SCANFLEET_ENGINE_JOIN_TOKEN=sfj_1 node apps/engine/dist/main.js';

describe('joinCommand', () => {
  it.each(['https://scan.example', 'http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
    'needs no more than address and token for %s',
    (origin) => {
      expect(joinCommand(origin, 'sfj_1')).toBe(`SCANFLEET_ENGINE_CONSOLE_URL=${origin} ${command}`);
    },
  );

  it('allows the unencrypted connection that the engine would refuse', () => {
    expect(joinCommand('http://10.0.0.5:8080', 'sfj_1')).toBe(
      'SCANFLEET_ENGINE_CONSOLE_URL=http://10.0.0.5:8080 SCANFLEET_ENGINE_JOIN_TOKEN=sfj_1 SCANFLEET_ENGINE_ALLOW_INSECURE=true node apps/engine/dist/main.js',
    );
  });
});
