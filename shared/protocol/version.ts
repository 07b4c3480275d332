/**
 * The version of what workstation and hub say to each other, and why each came.
 * Every request carries it in the header `Netgraph-Protocol`; the hub refuses another major by name.
 *
 * 1  the first: about, token, floor, context, feed, records, audit log, query.
 */
export const PROTOCOL_VERSION = 1;
export const PROTOCOL_HEADER = 'netgraph-protocol';
