/** Did somebody press Ctrl-C? Then a command that watches lets go of the response; it does not stop it. */

export interface Interrupt {
  readonly signal: AbortSignal;
  abort(): void;
  /** Back to the default: Ctrl-C ends the process. */
  release(): void;
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.on('SIGINT', abort);
  process.on('SIGTERM', abort);
  return {
    signal: controller.signal,
    abort,
    release: () => {
      process.off('SIGINT', abort);
      process.off('SIGTERM', abort);
    },
  };
}
