/** Ordinary days: people log on, read mail, browse, write documents, use shares; servers and services do their rounds. */
import type { Chance } from './chance.ts';
import { reach } from './estate.ts';
import type { Desk, Estate } from './estate.ts';
import { SYSTEM } from './machine.ts';
import type { Machine, Process } from './machine.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const OFFICE = 'C:\\Program Files\\Microsoft Office\\root\\Office16';
const OUTLOOK = `${OFFICE}\\OUTLOOK.EXE`;
export const WORD = `${OFFICE}\\WINWORD.EXE`;
export const POWERSHELL = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
const CHROME = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
const EXCEL = `${OFFICE}\\EXCEL.EXE`;

const PLACES = [
  { name: 'mail.example', address: '192.0.2.10' },
  { name: 'news.example', address: '192.0.2.31' },
  { name: 'maps.example', address: '192.0.2.44' },
  { name: 'bank.example', address: '192.0.2.65' },
  { name: 'travel.example', address: '192.0.2.78' },
  { name: 'video.example', address: '192.0.2.92' },
  { name: 'search.example', address: '192.0.2.120' },
  { name: 'shop.example', address: '192.0.2.133' },
] as const;
const DOCUMENTS = ['budget', 'offer', 'minutes', 'roster', 'contract', 'invoice', 'plan', 'report'] as const;

export interface Session {
  readonly desk: Desk;
  readonly explorer: Process;
  readonly outlook: Process;
}

/** `acts`: things that a person does in one day. Returns who sits where, for whatever else happens that day. */
export function ordinaryDay(estate: Estate, midnight: number, acts: number): readonly Session[] {
  const { chance, controller, desks } = estate;
  const sessions = desks.map((desk) => morning(estate, desk, midnight + 8 * HOUR + chance.below(50) * MINUTE));
  for (const session of sessions) {
    for (let act = 0; act < acts; act++) {
      chance.pick(ACTS)(estate, session, midnight + 9 * HOUR + Math.floor(((act + chance.below(100) / 100) * 8 * HOUR) / acts));
    }
    evening(session, midnight + 17 * HOUR + chance.below(80) * MINUTE);
  }
  for (const machine of [controller, estate.files, estate.database, ...desks.map((desk) => desk.machine)]) {
    rounds(estate, machine, midnight, Math.max(1, Math.round(acts / 3)));
  }
  return sessions;
}

function morning(estate: Estate, desk: Desk, time: number): Session {
  const { machine, user } = desk;
  machine.logOn(time, user, 2, '127.0.0.1');
  const userinit = machine.start(
    time + 900,
    machine.services,
    'C:\\Windows\\System32\\userinit.exe',
    'C:\\Windows\\system32\\userinit.exe',
    user,
  );
  const explorer = machine.start(time + 1_400, userinit, 'C:\\Windows\\explorer.exe', 'C:\\Windows\\Explorer.EXE');
  machine.end(time + 25_000, userinit);
  reach(time + 3_000, machine, machine.system, estate.controller, 445, user);
  const outlook = machine.start(time + 2 * MINUTE, explorer, OUTLOOK, `"${OUTLOOK}"`);
  machine.load(time + 2 * MINUTE + 300, outlook, `${OFFICE}\\MSO.DLL`, 'Microsoft Corporation');
  visit(estate.chance, machine, outlook, time + 2 * MINUTE + 900, PLACES[0]);
  return { desk, explorer, outlook };
}

function evening({ desk: { machine }, explorer, outlook }: Session, time: number): void {
  machine.end(time, outlook);
  machine.end(time + 9_000, explorer);
}

function visit(
  chance: Chance,
  machine: Machine,
  process: Process,
  time: number,
  place: { readonly name: string; readonly address: string },
): void {
  machine.lookUp(time, process, place.name, place.address);
  machine.connect(time + chance.between(20, 200), process, { address: place.address, port: 443 });
}

type Act = (estate: Estate, session: Session, time: number) => void;

const browse: Act = ({ chance }, { desk: { machine, user }, explorer }, time) => {
  const chrome = machine.start(time, explorer, CHROME, `"${CHROME}" --profile-directory=Default`);
  for (let page = 0; page < chance.between(1, 3); page++) visit(chance, machine, chrome, time + 4_000 + page * 40_000, chance.pick(PLACES));
  machine.write(
    time + 9_000,
    chrome,
    `C:\\Users\\${user.name}\\AppData\\Local\\Google\\Chrome\\User Data\\Default\\Cache\\f_00${chance.hex(4)}`,
  );
  machine.end(time + 6 * MINUTE, chrome);
};

const mail: Act = ({ chance }, { desk: { machine, user }, outlook }, time) => {
  visit(chance, machine, outlook, time, PLACES[0]);
  machine.write(time + 700, outlook, `C:\\Users\\${user.name}\\AppData\\Local\\Microsoft\\Outlook\\${user.name}.ost`);
};

const document =
  (program: string, ending: string): Act =>
  ({ chance }, { desk: { machine, user }, explorer }, time) => {
    const path = `C:\\Users\\${user.name}\\Documents\\${chance.pick(DOCUMENTS)}-${chance.between(1, 40)}.${ending}`;
    const process = machine.start(time, explorer, program, `"${program}" "${path}"`);
    machine.load(time + 200, process, `${OFFICE}\\MSO.DLL`, 'Microsoft Corporation');
    machine.write(time + 4 * MINUTE, process, path);
    machine.remove(time + 4 * MINUTE + 200, process, `C:\\Users\\${user.name}\\AppData\\Local\\Temp\\~wr${chance.hex(4)}.tmp`);
    machine.end(time + 9 * MINUTE, process);
  };

const share: Act = ({ chance, files }, { desk: { machine, user } }, time) => {
  reach(time, machine, machine.system, files, 445, user);
  files.write(
    time + 2_000,
    files.system,
    `D:\\Shares\\${user.name.split('.')[0]}\\${chance.pick(DOCUMENTS)}-${chance.between(1, 40)}.xlsx`,
  );
};

const ledger: Act = ({ chance, database }, { desk: { machine, user }, explorer }, time) => {
  const client = machine.start(
    time,
    explorer,
    'C:\\Program Files\\Ledger\\ledger.exe',
    '"C:\\Program Files\\Ledger\\ledger.exe" /server SQL-01',
  );
  reach(time + 2_000, machine, client, database, 1_433, user);
  machine.end(time + chance.between(5, 30) * MINUTE, client);
};

const mistype: Act = ({ chance, files }, { desk: { machine, user } }, time) => {
  if (chance.below(4) === 0) files.failLogOn(time, user, machine.host.address);
  reach(time + 8_000, machine, machine.system, files, 445, user);
};

const ACTS: readonly Act[] = [browse, browse, mail, mail, document(WORD, 'docx'), document(EXCEL, 'xlsx'), share, ledger, mistype];

/** What a machine does by itself: services, updates, the virus scanner that reads everybody's memory. */
function rounds({ chance, site, database }: Estate, machine: Machine, midnight: number, times: number): void {
  for (let round = 0; round < times; round++) {
    const time = midnight + Math.floor(((round + chance.below(100) / 100) * 23 * HOUR) / times);
    machine.logOn(time, SYSTEM, 5);
    const task = machine.start(time + 500, machine.svchost, 'C:\\Windows\\System32\\taskhostw.exe', 'taskhostw.exe KEYROAMING', SYSTEM);
    machine.access(time + 700, machine.svchost, machine.lsass, '0x1000');
    machine.load(time + 800, task, 'C:\\Windows\\System32\\taskschd.dll');
    machine.end(time + 3 * MINUTE, task);
    machine.lookUp(time + 4 * MINUTE, machine.svchost, 'update.example', '192.0.2.200');
    machine.connect(time + 4 * MINUTE + 60, machine.svchost, { address: '192.0.2.200', port: 443 });
    machine.write(time + 4 * MINUTE + 900, machine.svchost, `C:\\Windows\\SoftwareDistribution\\Download\\${chance.hex(8)}.cab`);
  }
  if (machine === database) return;
  // The nightly backup, by the account that the intruder will want.
  const time = midnight + 22 * HOUR + chance.below(50) * MINUTE;
  const script = machine.start(
    time,
    machine.svchost,
    POWERSHELL,
    'powershell.exe -NonInteractive -File C:\\Scripts\\backup.ps1',
    site.admin,
  );
  reach(time + 4_000, machine, script, database, 445, site.admin);
  machine.end(time + 8 * MINUTE, script);
}
