/** SQL of how many seconds the scanner of a running `shard` has run. `now` names the parameter of the present moment. */
export function ranSeconds(now: string): string {
  return `extract(epoch FROM ${now}::timestamptz - shard.started_at)`;
}

/**
 * SQL of how many seconds a running `shard` has to go: by its scanner's own estimate, else by its pace so far. Without any
 * progress it is taken to be at its half at best. Null where it was never seen running.
 */
export function remainingSeconds(now: string): string {
  const ran = ranSeconds(now);
  return `CASE WHEN shard.estimated_end_at IS NOT NULL THEN extract(epoch FROM shard.estimated_end_at - ${now}::timestamptz)
    ELSE ${ran} * (1 / greatest(${fraction}, 0.01) - 1) * CASE WHEN ${fraction} < 0.01 THEN 1 / 99.0 ELSE 1 END END`;
}

/** Done of what was leased, by the scanner's word or by what is covered of it, from 0 to 1. */
const fraction = `least(1, greatest(shard.percent::numeric / 100,
  (shard.covered_count - (shard.address_count - shard.leased_count - shard.dropped_count)) / greatest(shard.leased_count, 1)))`;
