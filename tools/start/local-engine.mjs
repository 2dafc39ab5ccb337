import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { privateFolder } from '../setup/workspace.mjs';

/** What the local engine may scan until its owner says otherwise. */
const FIRST_ALLOWED = ['127.0.0.0/8', '::1'];

const policyText = `# What this engine may scan. It is its owner's last word: the console cannot go beyond it.
# Add addresses, CIDRs or ranges that you are allowed to scan; the engine reads this file before each shard.
allowed:
${FIRST_ALLOWED.map((target) => `  - '${target}'`).join('\n')}
denied: []
`;

/**
 * Writes the local engine's configuration with a token of its own, a new one at each start.
 * @param {{ dataDir: string, url: string, operator: (argv: string[]) => Promise<{ token: string }> }} context
 * @returns {Promise<{ configFile: string, policyFile: string }>}
 */
export async function prepareLocalEngine({ dataDir, url, operator }) {
  const folder = privateFolder(join(dataDir, 'engine'));
  const configFile = join(folder, 'engine.yaml');
  const policyFile = join(folder, 'policy.yaml');
  const tokenFile = join(folder, 'token');
  const name = `local-${hostname()}`.slice(0, 60);
  if (!existsSync(policyFile)) writeFileSync(policyFile, policyText, { mode: 0o600 });
  const { token } = await operator(['issue-engine-token', '--name', name]);
  writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
  const config = {
    consoleUrl: url,
    // The console listens on this machine: what is sent there never leaves. A public address may lead anywhere.
    allowInsecure: !process.env.SCANFLEET_PUBLIC_URL,
    name,
    dataDir: join(folder, 'data'),
    policyFile,
    tokenFile,
    slots: 2,
    shutdownGraceSeconds: 2,
  };
  writeFileSync(configFile, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return { configFile, policyFile };
}
