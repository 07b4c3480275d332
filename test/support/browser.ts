/** A browser without a screen: it keeps cookies, follows redirects, and fills in the forms of an identity provider. */

export interface BrowserPage {
  readonly url: URL;
  readonly status: number;
  readonly page: string;
}

/** What to send from a page, and where to; null when nothing is to be filled in any more. */
export type Fill = (at: BrowserPage) => { readonly action: URL; readonly form: URLSearchParams } | null;

/** Resolves to the page at which the browser ends. */
export async function browse(start: string, fill: Fill): Promise<BrowserPage> {
  const cookies = new Map<string, string>();
  let at = new URL(start);
  let form: URLSearchParams | null = null;
  for (let step = 0; step < 20; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent: Response = await fetch(at, { redirect: 'manual', headers: { cookie }, ...(form ? { method: 'POST', body: form } : {}) });
    for (const set of sent.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const shown = { url: at, status: sent.status, page: await sent.text() };
    const location = sent.headers.get('location');
    const filled = location ? null : fill(shown);
    if (!location && !filled) return shown;
    at = location ? new URL(location, at) : filled!.action;
    form = filled?.form ?? null;
  }
  throw new Error('the provider sends the browser round in circles');
}
