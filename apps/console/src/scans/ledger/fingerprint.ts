import { createHash } from 'node:crypto';
import type { EnginePolicy, EngineScanner } from '@scanfleet/contracts';
import type { Tx } from '../../platform/database/tx.js';

/** What an engine says that it is able and allowed to do. */
export interface EngineAbilities {
  readonly version: string | null;
  readonly scanners: readonly EngineScanner[];
  readonly policy: EnginePolicy | null;
}

/** A short text that changes when an engine becomes able or allowed to do something else. */
export function fingerprint({ version, scanners, policy }: EngineAbilities): string {
  const facts = [
    version,
    scanners.map((scanner) => [scanner.name, scanner.version, scanner.raw]),
    policy && [policy.allowed, policy.denied, policy.scanners, policy.maxRate],
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

/** The fingerprint of an engine as it last described itself. */
export async function fingerprintOf(tx: Tx, engineId: string): Promise<string> {
  const rows = await tx.query<EngineAbilities>(`SELECT version, scanners, policy FROM engine WHERE id = $1`, [
    engineId,
  ]);
  return fingerprint(rows[0] ?? { version: null, scanners: [], policy: null });
}
