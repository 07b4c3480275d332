/** GET /v1/about: what a workstation needs to know before anybody signs in. No customer is named. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';

export const aboutSchema = z.strictObject({
  hub: z.string().max(100),
  protocol: z.int(),
  /** The hub's own id as a writer of records, and its Ed25519 public key (JWK `x`, base64url). */
  device: z.string(),
  key: z.string(),
  /** Embedded identity provider and file keys: every screen says so. */
  demo: z.boolean(),
  /** The MSSP's own identity provider. A customer's is found by the code that its people were given (`/v1/issuer`). */
  issuer: z.strictObject({ id: z.string(), title: z.string(), url: z.url(), client: z.string() }),
});
export type About = z.infer<typeof aboutSchema>;

/** POST /v1/issuer: the identity provider behind a customer's sign-in code (a co-pilot or lead types it once). */
export const issuerRequestSchema = z.strictObject({ code: z.string().min(LIMITS.signInCodeMin).max(LIMITS.signInCodeMax) });
export const issuerSchema = aboutSchema.shape.issuer;
export type Issuer = z.infer<typeof issuerSchema>;
