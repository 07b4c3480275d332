/**
 * Chromium can't navigate to a scheme of ours, so `app://workstation/x` is `https://workstation.app.invalid/x` inside it:
 * a secure context with an origin of its own, under a top-level domain that exists nowhere. Main only ever sees `app://`.
 */
const SUFFIX = '.invalid';
const OWN = new Set(['http:', 'https:', 'data:', 'blob:', 'about:', 'file:', 'chrome:', 'devtools:']);

export function toChromium(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:)\/\/([^/?#]*)(.*)$/i.exec(url);
  if (!match || OWN.has(match[1] ?? '')) return url;
  return `https://${match[2]}.${match[1]?.slice(0, -1)}${SUFFIX}${match[3] || '/'}`;
}

export function fromChromium(url: string): string {
  const match = /^https:\/\/([^/?#]+)\.([a-z0-9+-]+)\.invalid(.*)$/i.exec(url);
  return match ? `${match[2]}://${match[1]}${match[3] || '/'}` : url;
}

/** The origin as Electron tells it for a standard scheme. */
export function originOf(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)/i.exec(url);
  return match?.[1] ?? 'null';
}

/** Where a window stands before its first page: an empty document that only this run's windows ask for. */
export const BLANK = 'https://blank.stand-in.invalid/';
