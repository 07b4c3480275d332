/** The demo's sign-in page: plain HTML without scripts, in the workstation's colours. It says that it is a demo. */
import { createHash } from 'node:crypto';

const STYLE = `
:root{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#0E1116;color:#E6EAF0;font:14px/20px Inter,system-ui,sans-serif}
main{width:min(360px,100vw - 32px);padding:24px;background:#151A21;border:1px solid #6B7888;border-radius:8px}
h1{margin:0 0 4px;font-size:20px;line-height:28px;font-weight:600}
p{margin:0 0 16px;color:#9BA7B6}
strong{color:#E3B341}
label{display:block;margin:12px 0 4px}
input{width:100%;height:36px;padding:0 12px;background:#1E2530;color:#E6EAF0;border:1px solid #6B7888;border-radius:4px;font:inherit}
button{width:100%;height:36px;margin-top:20px;background:#6CB2FF;color:#0E1116;border:0;border-radius:4px;font:inherit;font-weight:600;cursor:pointer}
:focus-visible{outline:2px solid #6CB2FF;outline-offset:2px}
[role=alert]{margin:12px 0 0;color:#FF7B72}`;

const hash = createHash('sha256').update(STYLE).digest('base64');

/** A form may lead to this provider and on to the workstation's address on this machine (RFC 8252). */
export const PAGE_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const plain = (text: string): string => text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? '');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${plain(title)}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body>
</html>
`;

/** `problem`: what went wrong with the last try, or null. */
export function signInPage(title: string, username: string, problem: string | null): string {
  const again = problem === null ? '' : `<div role="alert" id="problem">${plain(problem)}</div>`;
  const described = problem === null ? '' : ' aria-describedby="problem" aria-invalid="true"';
  return page(
    `Sign in · ${title}`,
    `<h1>${plain(title)}</h1>
<p><strong>DEMO</strong> identity provider. Accounts are in demo-accounts.json of the hub's data folder.</p>
<form method="post">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus value="${plain(username)}"${described}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${described}>
${again}
<button type="submit">Sign in</button>
</form>`,
  );
}

export const problemPage = (text: string): string =>
  page('Sign-in', `<h1>Sign-in did not work</h1><p><strong>DEMO</strong> identity provider. ${plain(text)}</p>`);
