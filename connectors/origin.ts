/** By which one spelling do logs and connectors name the same issuer or server? Null when it is no http(s) URL. */
export function originFrom(url: string): string | null {
  if (url.length > 16_384 || !URL.canParse(url)) return null;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
