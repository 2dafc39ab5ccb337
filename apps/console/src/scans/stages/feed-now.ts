/** A find waits this long for others to share its shard, seconds. */
const WAIT_SECONDS = 5;
/** From this many shards of the second stage on, finds wait longer, so that a long scan does not get shards without end. */
const MANY_SHARDS = 100;

/** What decides whether hosts that do not fill a shard get one now. */
export interface FeedState {
  /** How long the oldest find has waited. */
  readonly waitedSeconds: number;
  /** Whether the first stage can find anything more. */
  readonly firstStageEnded: boolean;
  /** Shards that the second stage has. */
  readonly shards: number;
}

/** Whether hosts that do not fill a shard get one now. */
export function feedsRests({ waitedSeconds, firstStageEnded, shards }: FeedState): boolean {
  return firstStageEnded || waitedSeconds >= WAIT_SECONDS * Math.max(1, shards / MANY_SHARDS);
}
