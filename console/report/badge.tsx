type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'soft';

const tones: Readonly<Record<string, Tone>> = {
  closed: 'ok',
  approve: 'ok',
  braked: 'warn',
  held: 'warn',
  residual: 'warn',
  expired: 'warn',
  open: 'bad',
  deny: 'bad',
  irreversible: 'bad',
  running: 'info',
  reversible: 'warn',
};

/** A state as glyph, word and colour: never colour alone. */
export function Badge({ state, icon, word }: { readonly state: string; readonly icon: string; readonly word: string }) {
  return (
    <span class={`badge ${tones[state] ?? 'soft'}`}>
      <span aria-hidden="true">{icon}</span> {word}
    </span>
  );
}
