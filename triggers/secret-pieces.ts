/** Which secrets may hide in what a scanner found? A rule may cut too much (a whole pair, a URL) or the text be encoded. */

/** Pieces tried per finding; a rule that matches a whole file would otherwise cost seconds. */
const maxPieces = 400;

const shortest = 4;

/** The text itself first, then its parts. */
export function piecesOf(text: string): string[] {
  const pieces = new Set<string>([text, text.trim()]);
  addParts(pieces, text);
  const coded = Array.from(pieces, decoded);
  for (const piece of coded) addParts(pieces, piece);
  return [...pieces].filter((piece) => piece.length >= shortest).slice(0, maxPieces);
}

function addParts(pieces: Set<string>, text: string): void {
  if (text === '') return;
  for (const value of jsonTexts(text)) pieces.add(value);
  // First by quotes and space, for secrets with signs in them; then by every sign that joins a name to a value.
  for (const separators of [/[\s"'`]+/, /[\s"'`,;(){}[\]<>=:@/\\&?]+/, /[^A-Za-z0-9_+/=.~-]+/, /[^A-Za-z0-9_-]+/]) {
    for (const part of text.slice(0, 16_384).split(separators, maxPieces)) pieces.add(part);
  }
}

/** Texts in a JSON object such as `{"keyId":"…","secret":"…"}`, unescaped. */
function jsonTexts(text: string): string[] {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return [];
  try {
    const value: unknown = JSON.parse(text.slice(from, to + 1));
    return Object.values(value ?? {}).filter((item) => typeof item === 'string');
  } catch {
    return [];
  }
}

/** base64 (a Basic header is `id:secret` in it) or percent-encoding undone; '' when it is neither. */
function decoded(piece: string): string {
  if (/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(piece)) {
    const text = Buffer.from(piece, 'base64').toString('utf8');
    return /^[\x20-\x7e]+$/.test(text) ? text : '';
  }
  if (!/%[0-9a-f]{2}/i.test(piece)) return '';
  try {
    return decodeURIComponent(piece);
  } catch {
    return '';
  }
}
