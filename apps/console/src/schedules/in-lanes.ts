/** Works on things so many at a time, in their order. Ends with the first failure, once all that was begun has ended. */
export async function inLanes<Thing>(
  things: readonly Thing[],
  lanes: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const waiting = [...things];
  const lane = async (): Promise<void> => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) await work(thing);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, things.length) }, lane));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
