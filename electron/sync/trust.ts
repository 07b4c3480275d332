/** Whom the desk trusts to vouch for a hub: besides the program's own list, what the system's administrator put into the system's store. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** For all connections that are made from here on. `NODE_EXTRA_CA_CERTS` is among the defaults already. */
export function trustSystem(): void {
  setDefaultCACertificates([...new Set([...getCACertificates('default'), ...getCACertificates('system')])]);
}

const NOT_TRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What is wrong with the hub's certificate, of what `fetch` threw; null where it is something else. */
export function certificateFault(error: unknown): string | null {
  const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
  if (NOT_TRUSTED.has(code)) return 'The certificate of the hub is not trusted by this workstation.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'The certificate at the address of the hub is for another name.';
  if (code === 'CERT_HAS_EXPIRED') return 'The certificate of the hub has expired.';
  return null;
}
