import type { ConnectorContext } from '../../connectors/connector.ts';

/** A connector's context whose sealed values are held in memory. */
export function contextFor(place: string, values: Readonly<Record<string, unknown>> = {}): ConnectorContext {
  const held = new Map(Object.entries(values).map(([ref, value]) => [ref, JSON.stringify(value)]));
  const put = async (ref: string, value: string) => {
    held.set(ref, value);
  };
  const open = async (ref: string) => {
    const value = held.get(ref);
    if (value === undefined) throw new Error(`the test sealed no ${ref}`);
    return value;
  };
  return {
    place,
    secrets: { has: async (ref) => held.has(ref), open, seal: put, keep: put },
    fingerprint: (value) => `fp-${value.length}`,
    concurrency: 4,
  };
}
