/**
 * Electron's `protocol.handle`: each request of each page is paused in Chromium and answered from here, whole (nothing
 * streams). What no handler serves is refused: there is no network for a page.
 */
import type { ProtocolApi } from '../../electron/platform-api.ts';
import { BLANK, fromChromium, originOf } from './address.ts';
import type { Chromium } from './chromium.ts';

interface Paused {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: { readonly url: string; readonly method: string; readonly headers: Record<string, string>; readonly postData?: string };
}

type Handler = (request: Request) => Response | Promise<Response>;
const handlers = new Map<string, Handler>();

export const protocol: ProtocolApi = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (scheme, handler) => void handlers.set(`${scheme}:`, handler),
};

/** Asked before a document loads in a frame; `false` leaves the page where it is. */
export type NavigationGate = (frameId: string, url: string) => boolean;

export function serve({ cdp }: Chromium, mayNavigate: NavigationGate): void {
  const refuse = (requestId: string, errorReason: 'BlockedByClient' | 'Aborted' | 'Failed') =>
    cdp.tell('Fetch.failRequest', { requestId, errorReason });
  const answer = async (paused: Paused, url: string, handler: Handler): Promise<void> => {
    const { request, requestId } = paused;
    const body = request.postData === undefined ? {} : { body: request.postData };
    const response = await handler(new Request(url, { method: request.method, headers: request.headers, ...body }));
    const bytes = Buffer.from(await response.arrayBuffer());
    cdp.tell('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: bytes.toString('base64'),
    });
  };
  cdp.onEvent(({ method, params }) => {
    if (method !== 'Fetch.requestPaused') return;
    const paused = params as unknown as Paused;
    const { request, requestId } = paused;
    if (request.url.startsWith(BLANK)) {
      const responseHeaders = [{ name: 'content-type', value: 'text/html' }];
      return cdp.tell('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body: '' });
    }
    const url = fromChromium(request.url);
    if (paused.resourceType === 'Document' && !mayNavigate(paused.frameId, url)) return refuse(requestId, 'Aborted');
    const handler = handlers.get(`${originOf(url).split(':')[0]}:`);
    if (!handler) return refuse(requestId, 'BlockedByClient');
    answer(paused, url, handler).catch(() => refuse(requestId, 'Failed'));
  });
}
