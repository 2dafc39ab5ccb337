import { codeOf } from '../platform/start-problem.js';

/** Whether Postgres says (SQLSTATE class 22, data exception) that a value cannot be kept; trying again cannot help. */
export function isUnkeepable(error: unknown): boolean {
  return /^22[0-9A-Z]{3}$/.test(codeOf(error) ?? '');
}

/** Whether a transaction lost a race (deadlock, unique row made by another) and will do when it is tried again. */
export function isLostRace(error: unknown): boolean {
  return ['40P01', '40001', '23505'].includes(codeOf(error) ?? '');
}
