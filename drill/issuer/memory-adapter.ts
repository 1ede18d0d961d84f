/** Where does the issuer keep clients and tokens? In its own memory, without a size limit: an evicted token would look revoked. */
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Row {
  readonly payload: AdapterPayload;
  readonly diesAtMs: number;
}

/** One store of rows per issuer, shared by the adapters of all its models. */
export function memoryAdapters(): (model: string) => Adapter {
  const rows = new Map<string, Row>();
  return (model) => adapterOf(model, rows);
}

function adapterOf(model: string, rows: Map<string, Row>): Adapter {
  const key = (id: string): string => `${model}:${id}`;
  const find = (id: string): AdapterPayload | undefined => {
    const row = rows.get(key(id));
    return row === undefined || row.diesAtMs <= Date.now() ? undefined : row.payload;
  };
  const findBy = (field: 'uid' | 'userCode', value: string): AdapterPayload | undefined =>
    [...rows.values()].find((row) => row.payload[field] === value)?.payload;
  return {
    async upsert(id, payload, expiresIn) {
      const diesAtMs = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000;
      rows.set(key(id), { payload, diesAtMs });
    },
    find: async (id) => find(id),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    async consume(id) {
      const payload = find(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      rows.delete(key(id));
    },
    async revokeByGrantId(grantId) {
      for (const [rowKey, row] of rows) {
        if (rowKey.startsWith(`${model}:`) && row.payload.grantId === grantId) rows.delete(rowKey);
      }
    },
  };
}
