/** Who may do what: one table. A grant lists roles; a context has exactly one of them. */
export const PERMISSIONS = [
  'graph.read',
  'graph.query',
  'graph.export',
  'graph.exportRaw',
  'case.read',
  'case.write',
  'audit.read',
  'grants.manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = {
  /** Looks: search, expand, details, timeline. */
  observer: { title: 'Observer', permissions: ['graph.read', 'case.read'] },
  /** The working role of an analyst: looks, asks questions, takes evidence along. */
  investigator: { title: 'Investigator', permissions: ['graph.read', 'graph.query', 'graph.export', 'case.read', 'case.write'] },
  /** An investigator who may act on what was found (the acting itself comes with later work), and hand it on by name. */
  responder: {
    title: 'Responder',
    permissions: ['graph.read', 'graph.query', 'graph.export', 'graph.exportRaw', 'case.read', 'case.write'],
  },
  /** The customer's own analyst, as themselves. */
  copilot: { title: 'Co-pilot', permissions: ['graph.read', 'graph.query', 'case.read', 'case.write'] },
  /** The customer's security lead, as themselves: consents and audits. */
  lead: { title: 'Security lead', permissions: ['audit.read', 'grants.manage'] },
} as const satisfies Record<string, { title: string; permissions: readonly Permission[] }>;
export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as [Role, ...Role[]];

export function permits(role: Role, permission: Permission): boolean {
  return (ROLES[role].permissions as readonly Permission[]).includes(permission);
}
