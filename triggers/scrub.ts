/** How may text that came with a leak be shown? Without the secret, in whatever encoding, and without control characters. */

/** Shorter secrets would take ordinary letters out of every sentence. */
const minLength = 4;

/** One line, at most `max` characters. */
export function scrub(text: string, secrets: readonly string[], max = 200): string {
  let clean = text;
  for (const form of secrets.flatMap(formsOf)) clean = replaceFolded(clean, form);
  return clean.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, ' ').slice(0, max);
}

/** The forms a secret is commonly written in, longest first. */
function formsOf(secret: string): string[] {
  if (secret.length < minLength) return [];
  const bytes = Buffer.from(secret, 'utf8');
  const forms = [
    secret,
    secret.trim(),
    JSON.stringify(secret).slice(1, -1),
    encoded(secret),
    bytes.toString('hex'),
    ...base64Forms(bytes),
  ];
  return [...new Set(forms.filter((form) => form.length >= minLength))].sort((a, b) => b.length - a.length);
}

/** Inside a longer base64 text the secret looks different at each of three offsets; the stable middle is enough. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
    const text = shifted.toString('base64').replaceAll('=', '');
    const from = offset === 0 ? 0 : offset + 1;
    const stable = text.slice(from, shifted.length % 3 === 0 ? undefined : -1);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function encoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** Case does not hide a secret: hex is written both ways. */
function replaceFolded(text: string, form: string): string {
  const pattern = form.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replaceAll(new RegExp(pattern, 'gi'), '[secret]');
}
