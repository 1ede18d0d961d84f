/** Where do these responses stand? Boards as data, with a blank line between two. */
import type { Shown } from './gateway-client.ts';
import { type Io, print } from './io.ts';
import { boardText } from './view.ts';

export function printBoards(io: Io, shown: readonly Shown[]): void {
  print(io, shown.map((one) => boardText(one, io.colors.stdout)).join('\n\n'));
}
