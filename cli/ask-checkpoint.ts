/** What does the person at this terminal answer to a checkpoint? */
import type { Answer } from '../domain/checkpoint.ts';
import { type Io, say } from './io.ts';
import { askLine } from './prompt.ts';

/** `later`: Enter was pressed. `gone`: it was answered elsewhere, expired or was replaced meanwhile. */
export type TerminalAnswer = { readonly answer: Answer; readonly reason: string } | 'later' | 'gone';

/** Milliseconds between looks whether the question still stands. */
const lookMs = 500;

/** The verb must be typed out: nobody approves by reflex. */
export async function askCheckpoint(io: Io, stillOpen: () => Promise<boolean>): Promise<TerminalAnswer> {
  const takenBack = new AbortController();
  const timer = setInterval(() => {
    stillOpen().then(
      (open) => open || takenBack.abort(),
      () => undefined,
    );
  }, lookMs);
  try {
    return await readAnswer(io, takenBack.signal);
  } finally {
    clearInterval(timer);
  }
}

async function readAnswer(io: Io, signal: AbortSignal): Promise<TerminalAnswer> {
  for (;;) {
    const typed = await askLine(io, 'type approve or deny (Enter: later) > ', { signal });
    if (signal.aborted) return 'gone';
    if (typed === null || typed === '') return 'later';
    if (typed === 'approve') return { answer: 'approve', reason: '' };
    if (typed === 'deny') {
      const reason = await askLine(io, 'why? (Enter: no reason) > ', { signal });
      return signal.aborted ? 'gone' : { answer: 'deny', reason: reason ?? '' };
    }
    say(io, 'that is neither approve nor deny; nothing was answered');
  }
}
