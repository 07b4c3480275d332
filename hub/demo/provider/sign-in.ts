/** The sign-in form of one issuer of the demo: shows it, checks the password, and lets the sign-in go on. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { PAGE_HEADERS, problemPage, signInPage } from './page.ts';

const FORM_BYTES = 4_096;
/** Tries for one user name within the window, after which it has to wait; a right one begins anew. */
const TRIES = 10;
const WINDOW_MS = 60_000;

export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly name: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function makeSignIn(provider: Provider, issuer: { readonly title: string; readonly people: readonly DemoPerson[] }): Handler {
  const { title, people } = issuer;
  const tries = new Map<string, number>();
  let windowEnds = 0;

  const show = (response: ServerResponse, status: number, body: string): void => {
    response.writeHead(status, PAGE_HEADERS).end(body);
  };
  /** Compares with somebody's password even where nobody has that name. */
  const holds = (username: string, password: string): DemoPerson | null => {
    const person = people.find((one) => one.username === username);
    const same = timingSafeEqual(digest(password), digest(person?.password ?? ''));
    return person && same ? person : null;
  };
  const tooMany = (username: string): boolean => {
    if (Date.now() > windowEnds) {
      tries.clear();
      windowEnds = Date.now() + WINDOW_MS;
    }
    const known = people.some((one) => one.username === username) ? username : '';
    const count = (tries.get(known) ?? 0) + 1;
    tries.set(known, count);
    return count > TRIES;
  };

  return async (request, response) => {
    try {
      await provider.interactionDetails(request, response);
      if (request.method === 'GET') return show(response, 200, signInPage(title, '', null));
      if (request.method !== 'POST') return show(response, 405, problemPage('There is nothing here.'));
      const form = await readForm(request);
      const username = form.get('username') ?? '';
      if (tooMany(username)) return show(response, 429, signInPage(title, username, 'Too many tries. Wait a minute.'));
      const person = holds(username, form.get('password') ?? '');
      if (person) {
        tries.delete(username);
        return await provider.interactionFinished(request, response, { login: { accountId: person.username, remember: false } });
      }
      return show(response, 401, signInPage(title, username, 'User name or password is wrong.'));
    } catch {
      if (response.headersSent) response.destroy();
      else show(response, 400, problemPage('This sign-in has ended. Go back to the workstation and start again.'));
    }
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > FORM_BYTES) throw new RangeError('form too long');
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
