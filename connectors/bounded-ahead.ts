/** As `bounded`, for work that must be prepared: a lane prepares its next item while the present one is worked on. */
export async function boundedAhead<T, P, R>(
  items: readonly T[],
  limit: number,
  prepare: (item: T) => Promise<P>,
  work: (item: T, prepared: P) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const lanes = Array.from({ length: Math.min(Math.max(1, limit), items.length) }, async () => {
    for (let next = take(queue, prepare); next !== undefined; ) {
      const { index, item, prepared } = next;
      const working = work(item, await prepared);
      next = take(queue, prepare);
      results[index] = await working;
    }
  });
  await Promise.all(lanes);
  return results;
}

function take<T, P>(queue: Iterator<[number, T]>, prepare: (item: T) => Promise<P>) {
  const { value, done } = queue.next();
  if (done === true) return undefined;
  const prepared = prepare(value[1]);
  // Whoever works on it hears of the failure; until then it is nobody's.
  prepared.catch(() => undefined);
  return { index: value[0], item: value[1], prepared };
}
