/**
 * The demo's people and their passwords: random for each installation, written once into a file for the person who runs
 * the demo, readable by its owner only. On later starts the same people come with the same passwords.
 */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROLE_NAMES } from '../../shared/access/roles.ts';
import { writeDurably } from '../keys/durable-file.ts';
import { DEMO_TENANTS } from './tenants.ts';

export const ACCOUNTS_FILE = 'demo-accounts.json';

const accountSchema = z.strictObject({
  username: z.string(),
  password: z.string().min(16),
  name: z.string(),
  home: z.enum(['mssp', 'customer']),
  /** The customer's name, and the code by which its people find their identity provider; null for the MSSP's own. */
  customer: z.string().nullable(),
  code: z.string().nullable(),
  roles: z.array(z.enum(ROLE_NAMES)),
});
export type DemoAccount = z.infer<typeof accountSchema>;
const fileSchema = z.strictObject({ accounts: z.array(accountSchema) });

/** Invented. A lead and a co-pilot a customer, in the order of `DEMO_TENANTS`. */
const CUSTOMERS_PEOPLE = [
  ['Lena Aldrich', 'Tom Birk'],
  ['Priya Nair', 'Callum Reed'],
  ['Sofia Marin', 'Deniz Aksoy'],
  ['Owen Pryce', 'Hana Sato'],
  ['Greta Lund', 'Victor Okafor'],
  ['Amira Haddad', 'Jakub Nowak'],
] as const;

/** Throws when others can read the file, or when it is not this hub's. */
export function demoAccounts(dataFolder: string): readonly DemoAccount[] {
  const file = join(dataFolder, ACCOUNTS_FILE);
  if (!existsSync(file)) writeDurably(file, Buffer.from(`${JSON.stringify({ accounts: newAccounts() }, null, 2)}\n`));
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} is readable by others: give it mode 0600.`);
  const read = fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`${file} was not understood: remove it, and new accounts are made.`);
  return read.data.accounts;
}

function newAccounts(): DemoAccount[] {
  const mssp = { home: 'mssp', customer: null, code: null } as const;
  return [
    { ...mssp, username: 'mara', password: newPassword(), name: 'Mara Lindqvist', roles: ['observer', 'investigator', 'responder'] },
    { ...mssp, username: 'jonas', password: newPassword(), name: 'Jonas Weber', roles: ['observer'] },
    ...DEMO_TENANTS.flatMap(({ key, name: customer, monogram }, at): DemoAccount[] => {
      const [lead = 'Lead', copilot = 'Co-pilot'] = CUSTOMERS_PEOPLE[at] ?? [];
      const home = { home: 'customer', customer, code: `${monogram}-${letters(4)}-${letters(4)}` } as const;
      return [
        { ...home, username: `${key}-lead`, password: newPassword(), name: lead, roles: ['lead'] },
        { ...home, username: `${key}-copilot`, password: newPassword(), name: copilot, roles: ['copilot'] },
      ];
    }),
  ];
}

/** Without what looks like something else. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const letters = (count: number): string => Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** 79 random bits, in groups that can be typed. */
const newPassword = (): string => [1, 2, 3, 4].map(() => letters(4).toLowerCase()).join('-');
