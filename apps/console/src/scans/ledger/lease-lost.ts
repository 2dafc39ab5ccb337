import { Refusal } from '../../platform/http/refusal.js';

/**
 * The one answer to everything that is not the asking engine's present lease: an older epoch, a foreign shard, one that
 * does not exist. It tells nothing apart, so that an engine learns nothing of shards that are not its own.
 */
export function leaseLost(): Refusal {
  return new Refusal(
    409,
    'lease_lost',
    'This lease is not held by this engine any more: stop its scanner and throw its report away.',
  );
}
