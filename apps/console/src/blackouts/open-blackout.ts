/**
 * SQL of whether a `blackout` holds `scan` back. Its window holds until the sweep has looked what comes after it, even when its
 * end has passed: nothing slips through between windows that follow each other, however long nobody swept.
 * @param now names the parameter of the present moment.
 */
export function holdsScan(now: string): string {
  return `(blackout.window_start <= ${now} AND (blackout.scope = 'global' OR blackout.site_id = scan.site_id))`;
}

/**
 * SQL of whether a `blackout` keeps an engine from working; until when is as in `holdsScan`.
 * @param engineId SQL of the engine's id.
 */
export function holdsEngine({ engineId, now }: { engineId: string; now: string }): string {
  return `(blackout.window_start <= ${now} AND blackout.engine_id = ${engineId})`;
}
