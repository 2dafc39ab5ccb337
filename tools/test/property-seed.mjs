/**
 * Property tests draw the same cases in every run, so that a change is judged by what it did and not by luck.
 * SCANFLEET_TEST_SEED takes another whole number, or `random` to look for new counterexamples.
 */
import fc from 'fast-check';

const wanted = process.env.SCANFLEET_TEST_SEED ?? '20261122';
if (wanted !== 'random') {
  const seed = Number(wanted);
  if (!Number.isSafeInteger(seed))
    throw new Error(`SCANFLEET_TEST_SEED must be a whole number or "random", not "${wanted}"`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
