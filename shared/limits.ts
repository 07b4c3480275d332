/** Every limit of the product that more than one part must agree on. Units are in the comments. */
export const LIMITS = Object.freeze({
  /** Hops of one variable-length pattern. */
  hops: 6,
  /** Values that completion offers, and alerts that the palette does. */
  valuesOffered: 20,
  alertsOffered: 200,
  /** Rows that one query returns. */
  rows: 500,
  /** Intermediate rows that one query may touch before the answer is `too_broad`. */
  queryWork: 200_000,
  /** Cells of the rows that one step of a question hands on: rows, times its variables and columns. */
  queryCells: 4_000_000,
  /** Bytes, roughly, of what one question holds until it is answered: rows of its statements, records, values. */
  queryBytes: 192 * 1024 * 1024,
  /** Milliseconds that one question may take before the answer is `too_broad`. */
  queryMs: 10_000,
  /** Clauses of one question. */
  queryClauses: 20,
  /** Variables and columns of one question, named or not: each takes room in every row. */
  querySlots: 64,
  /** Characters of a text, and values of a list, that a function of a question makes. */
  madeText: 100_000,
  madeList: 20_000,
  /** Elements of one value of a question, those of lists inside lists counted too, and eight characters as one. */
  valueWeight: 1_000_000,
  /** Characters of an answer, roughly: what its values and records hold. */
  answerText: 8_000_000,
  /** Characters of a query, and of one free-text field (reason, ticket, search). */
  queryText: 4_000,
  /** Questions that a notebook remembers, and that somebody saves in it; characters of a saved one's name. */
  pastQueries: 200,
  savedQueries: 200,
  savedName: 100,
  /** Cases of one customer, and versions of one case. */
  cases: 5_000,
  caseVersions: 500,
  /** Characters of a case's title and of its notes; pieces of its evidence; versions that one may stand on. */
  caseTitle: 200,
  caseNotes: 100_000,
  caseEvidence: 500,
  caseParents: 8,
  /** Bytes of what is in one version and in all of one customer's; versions of one page of changes. */
  caseVersionBytes: 8 * 1024 * 1024,
  caseBytes: 4 * 1024 * 1024 * 1024,
  casePage: 500,
  /** Drafts of cases that one customer's notebook keeps. */
  drafts: 200,
  freeText: 500,
  /** Characters of a customer's sign-in code, and of a passphrase that seals local keys. */
  signInCodeMin: 3,
  signInCodeMax: 40,
  passphraseMin: 12,
  passphraseMax: 200,
  /** Neighbours of one expansion: default, least, most. */
  expandDefault: 50,
  expandMin: 25,
  expandMax: 500,
  /** A node with more neighbours than this is a supernode: filtered expansion only. */
  supernode: 500,
  /** Nodes on the canvas: a warning, and the stop (docs/decisions/0018). */
  canvasWarn: 10_000,
  canvasStop: 50_000,
  /** Characters of a kept view: three times what a full canvas takes. */
  viewText: 20_000_000,
  /** Records of one reading: nodes that are asked for, and edges of one answer. */
  readNodes: 1_000,
  readEdges: 5_000,
  /** Search hits of one kind. */
  hitsPerKind: 20,
  /** Entries of a timeline. */
  timeline: 1_000,
  /** Occurrence times kept on one edge. */
  timesPerEdge: 64,
  /** Characters of a label and of one property value; longer ones are cut with an ellipsis. */
  label: 512,
  propValue: 4_096,
  /** Rows of one feed segment. */
  segmentRows: 10_000,
  /** Audit records of one batch to the hub, and bytes of one record. */
  recordBatch: 256,
  recordBytes: 16_384,
  /** Ids that one audit record names; more are counted, not listed. */
  recordTargets: 50,
  /** Records of one page of an audit view. */
  auditPage: 200,
  /** Windows open at once. */
  windows: 6,
  /** Seconds that a view-as token lives; it is extended while in use, up to the grant's end. */
  contextSeconds: 3_600,
  /** Seconds that a session (sign-in) lives. */
  sessionSeconds: 12 * 3_600,
  /** Seconds that a proof of possession is good for, either side of the hub's clock. */
  proofSeconds: 60,
  /** Hours of the longest offline lease. */
  leaseHours: 72,
  /** Milliseconds that a clock may run backwards before a lease is destroyed. */
  clockBackMs: 120_000,
});
