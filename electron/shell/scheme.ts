/**
 * `app://workstation/`: the window's only origin. Serves the built renderer's own files, strictly by name, each answer
 * with the policy that keeps a page from loading, framing or sending anything else.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from '../platform.ts';

const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://workstation';
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** `style-src` allows inline styles: CodeMirror and the positioned parts of the canvas set them, and they run no code. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const refused = (status: number): Response => new Response(null, { status, headers: HEADERS });

/** The file behind an address, or null where it names anything but a file below `root` by its plain name. */
export function fileFor(root: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== `${APP_SCHEME}:` || url.host !== 'workstation') return null;
  const plain = /^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/;
  const path = url.pathname === '/' ? '/index.html' : url.pathname;
  if (!plain.test(path)) return null;
  const file = normalize(join(root, path));
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null;
}

/** Before the app is ready: the scheme has an origin and is a secure context. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** Serves `root`, the folder of the built renderer, to `protocol` of one session. */
export function serveApp(on: Pick<typeof protocol, 'handle'>, root: string): void {
  on.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET') return refused(405);
    const file = fileFor(root, request.url);
    const type = file && TYPES[extname(file)];
    if (!file || !type) return refused(404);
    try {
      return new Response(await readFile(file), { headers: { ...HEADERS, 'content-type': type } });
    } catch {
      return refused(404);
    }
  });
}
