/** Who a signed-in person is in records: what the hub tells the desk, and what it holds the desk's records against. */
import type { Actor } from '../../shared/audit/record.ts';

/** Of a row of `session`: the issuer as it was called when the session began. */
export const sessionActor = (session: { readonly issuer_url: string; readonly subject: string; readonly name: string }): Actor => ({
  issuer: session.issuer_url,
  subject: session.subject,
  name: session.name,
});
