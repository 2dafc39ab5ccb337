/** Time and chance come in from outside, so that tests can hold them still. */
export interface Clock {
  /** Milliseconds since 1970, for people and the spool. */
  now(): number;
  /** Milliseconds that only go forward, for leases: a wall clock may jump. */
  monotonic(): number;
  /** From 0 to below 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
};
