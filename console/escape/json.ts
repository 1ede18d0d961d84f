/** How is JSON written so that showing it in a terminal is harmless? Same value, acting characters as \u escapes. */
const acting = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

export function harmlessJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(acting, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join('');
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
