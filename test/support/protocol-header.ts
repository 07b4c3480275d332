/** The header without which the hub reads no request. */
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';

export const PROTOCOL = Object.freeze({ [PROTOCOL_HEADER]: String(PROTOCOL_VERSION) });
