/** Which loopback port can be listened on? */
import { createServer } from 'node:net';

/** Asked of the kernel; the caller binds it at once and tries again when it lost. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

export async function portIsFree(port: number): Promise<boolean> {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

async function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
