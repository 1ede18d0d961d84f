import { type AddressInfo, createConnection, createServer } from 'node:net';

/** A relay that lets the statement with this word through to the server and drops the line before its answer. */
export async function openLosingRelay(to: number, word: string): Promise<{ port: number; close(): Promise<void> }> {
  const relay = createServer((client) => {
    const upstream = createConnection(to, '127.0.0.1');
    let isSent = false;
    client.on('data', (data) => {
      isSent ||= data.includes(word);
      upstream.write(data);
    });
    upstream.on('data', (data) => (isSent ? client.destroy() : client.write(data)));
    client.on('error', () => undefined).on('close', () => upstream.destroy());
    upstream.on('error', () => undefined).on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => relay.close(() => resolve())) };
}
