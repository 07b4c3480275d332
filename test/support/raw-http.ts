/** Requests that no honest client makes: any header any number of times, any body, from any address of this machine. */
import { createHash, randomUUID } from 'node:crypto';
import { request as send } from 'node:http';
import { SignJWT } from 'jose';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import type { TestDevice } from './demo-hub.ts';
import { PROTOCOL } from './protocol-header.ts';

export interface RawRequest {
  readonly method?: string;
  /** With query, as it goes over the wire. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** The address that the request comes from. */
  readonly from?: string;
  /** Whoever asks goes away: the connection is closed. */
  readonly leaves?: AbortSignal;
}

export interface RawReply {
  readonly status: number;
  readonly text: string;
  /** Of a refusal; null where the reply is none. */
  readonly code: string | null;
}

export function ask(url: string, { method = 'GET', path, headers = {}, body, from, leaves }: RawRequest): Promise<RawReply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = send(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...PROTOCOL, ...headers } as Record<string, string>,
        ...(from === undefined ? {} : { localAddress: from }),
        ...(leaves === undefined ? {} : { signal: leaves }),
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text, code: /"code":"(\w+)"/.exec(text)?.[1] ?? null });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

export interface ProofParts {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

/** A good proof of the device for this request, with whatever the test changes in it. */
export function proofOf(
  device: TestDevice,
  url: string,
  request: { method: string; path: string; token: string | null },
  { header = {}, claims = {} }: ProofParts = {},
): Promise<string> {
  const { method, path, token } = request;
  const ath = token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const now = Math.floor(Date.now() / 1000);
  const payload = { htm: method, htu: `${url}${path}`, iat: now, jti: randomUUID(), ...ath, ...claims } as JWTPayload;
  const protectedHeader = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: device.publicJwk, ...header } as JWTHeaderParameters;
  return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(device.privateKey);
}
