/** The hub's certificate: read, checked, and read again when its files change or the operator says so. A worse one never replaces a good one. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import { certificateExpires } from '../metrics/instruments.ts';
import type { Reach } from './reach.ts';

type Files = NonNullable<Reach['tls']>;

const LOOK_MS = 5_000;
/** What TLS 1.2 still may use: forward secrecy, and authenticated encryption only. TLS 1.3 has nothing else. */
const CIPHERS = 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20';

/** Throws, in words for a person, on a pair that no workstation would take. */
export function readCertificate({ cert, key }: Files, now: number): SecureContextOptions {
  const [chain, secret] = [read(cert), read(key)];
  let first: X509Certificate;
  let matches: boolean;
  try {
    first = new X509Certificate(chain);
    matches = first.checkPrivateKey(createPrivateKey(secret));
  } catch (error) {
    throw new Error(`The certificate ${cert} or its key ${key} is no PEM file of the kind.`, { cause: error });
  }
  if (!matches) throw new Error(`The key ${key} does not belong to the certificate ${cert}.`);
  const until = first.validToDate.getTime();
  if (until <= now) throw new Error(`The certificate ${cert} expired on ${first.validToDate.toISOString().slice(0, 10)}.`);
  certificateExpires.set(until / 1000);
  return { cert: chain, key: secret, minVersion: 'TLSv1.2', ciphers: CIPHERS };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`The file ${file} could not be read.`, { cause: error });
  }
}

/** New connections get the new certificate; those that are open stay. */
export function followCertificate(server: Server, files: Files, log: Logger): { reload(): void; stop(): void } {
  const reload = (): void => {
    try {
      server.setSecureContext(readCertificate(files, Date.now()));
      log.info('the certificate was read again');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'the certificate was not replaced: the one before goes on being used');
    }
  };
  for (const file of [files.cert, files.key]) watchFile(file, { interval: LOOK_MS, persistent: false }, reload);
  return {
    reload,
    stop: () => {
      for (const file of [files.cert, files.key]) unwatchFile(file, reload);
    },
  };
}
