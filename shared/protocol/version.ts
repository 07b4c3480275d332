/**
 * The version of what workstation and hub say to each other, and why each came.
 * Every request carries it in the header `Netgraph-Protocol`; the hub refuses another major by name.
 *
 * 1  the first: about, token, floor, context, feed, records, audit log, query.
 * 2  new kinds of edge (TALKED_TO and those after it): a desk of version 1 takes a segment that has them for a broken one. Cases.
 *    Slices that a grant allows, and first syncs by snapshots.
 */
export const PROTOCOL_VERSION = 2;
export const PROTOCOL_HEADER = 'netgraph-protocol';
/** A UUID by which both sides' logs name one request; the hub makes one where it is missing, and sends it back. */
export const REQUEST_HEADER = 'netgraph-request';
