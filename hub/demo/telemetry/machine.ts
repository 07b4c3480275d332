/**
 * A simulated machine: what happens on it, as the lines that its logs would have. Where there is Sysmon, it speaks of
 * processes, files and the network; a machine without it has only what the Security log says.
 */
import { createHash } from 'node:crypto';
import type { Chance } from './chance.ts';
import { securityLine, sysmonLine, sysmonTime } from './flat-lines.ts';
import type { Values } from './flat-lines.ts';
import type { Account, SiteHost } from './site.ts';

export interface Process {
  readonly guid: string;
  readonly pid: number;
  readonly image: string;
  readonly commandLine: string;
  readonly account: Account;
}
export interface Peer {
  readonly address: string;
  readonly port: number;
}

export interface LogLine {
  readonly time: number;
  readonly text: string;
}

/** All times are Unix ms. */
export interface Machine {
  readonly host: SiteHost;
  readonly services: Process;
  readonly lsass: Process;
  readonly svchost: Process;
  readonly system: Process;
  start(time: number, parent: Process, image: string, commandLine: string, account?: Account): Process;
  end(time: number, process: Process): void;
  connect(time: number, process: Process, to: Peer): void;
  accept(time: number, process: Process, from: string, port: number): void;
  lookUp(time: number, process: Process, name: string, address: string): void;
  write(time: number, process: Process, path: string): void;
  remove(time: number, process: Process, path: string): void;
  load(time: number, process: Process, path: string, signer?: string): void;
  access(time: number, source: Process, target: Process, granted: string): void;
  inject(time: number, source: Process, target: Process): void;
  logOn(time: number, account: Account, type: 2 | 3 | 5 | 10, from?: string): void;
  /** By remote desktop, with a wrong password. */
  failLogOn(time: number, account: Account, from: string): void;
}

export const SYSTEM: Account = { domain: 'NT AUTHORITY', name: 'SYSTEM', sid: 'S-1-5-18' };
const NOBODY = 'S-1-0-0';
const NO_GUID = '{00000000-0000-0000-0000-000000000000}';

export function newMachine(host: SiteHost, booted: number, chance: Chance, log: LogLine[]): Machine {
  const id = chance.hex(8);
  let token = 0x1000;
  let pid = 600;
  const sysmon = (time: number, event: number, values: Values): void => {
    if (host.sysmon) log.push({ time, text: sysmonLine(host.fullName, time, event, values) });
  };
  const security = (time: number, event: 4624 | 4625 | 4688 | 5156, values: Values): void => {
    log.push({ time, text: securityLine(host.fullName, time, event, values) });
  };
  const create = (time: number, image: string, commandLine: string, account: Account, number?: number): Process => {
    pid = pid > 60_000 ? 600 : pid + 4 * chance.between(1, 30);
    token += chance.between(1, 9);
    return { guid: guidOf(id, time, token), pid: number ?? pid, image, commandLine, account };
  };
  const boot = (image: string, commandLine: string, number?: number): Process => create(booted, image, commandLine, SYSTEM, number);
  const system = boot('System', '', 4);
  const services = boot('C:\\Windows\\System32\\services.exe', 'C:\\Windows\\system32\\services.exe');
  const lsass = boot('C:\\Windows\\System32\\lsass.exe', 'C:\\Windows\\system32\\lsass.exe');
  const svchost = boot('C:\\Windows\\System32\\svchost.exe', 'C:\\Windows\\System32\\svchost.exe -k netsvcs -p');
  const actor = ({ guid, pid: number, image }: Process): Values => ({ ProcessGuid: guid, ProcessId: String(number), Image: image });
  const pair = (source: Process, target: Process, spelling: 'GUID' | 'Guid'): Values => ({
    [`SourceProcess${spelling}`]: source.guid,
    SourceProcessId: String(source.pid),
    SourceImage: source.image,
    [`TargetProcess${spelling}`]: target.guid,
    TargetProcessId: String(target.pid),
    TargetImage: target.image,
  });
  const network = (time: number, process: Process, source: Peer, target: Peer, outbound: boolean): void => {
    if (host.sysmon) {
      return sysmon(time, 3, {
        ...actor(process),
        User: userOf(process.account),
        Protocol: 'tcp',
        Initiated: String(outbound),
        SourceIsIpv6: 'false',
        SourceIp: source.address,
        SourceHostname: outbound ? host.fullName : '-',
        SourcePort: String(source.port),
        SourcePortName: '-',
        DestinationIsIpv6: 'false',
        DestinationIp: target.address,
        DestinationHostname: outbound ? '-' : host.fullName,
        DestinationPort: String(target.port),
        DestinationPortName: target.port === 443 ? 'https' : '-',
      });
    }
    security(time, 5156, {
      ProcessID: String(process.pid),
      Application: `\\device\\harddiskvolume2${process.image.slice(2).toLowerCase()}`,
      Direction: outbound ? '%%14593' : '%%14592',
      SourceAddress: source.address,
      SourcePort: String(source.port),
      DestAddress: target.address,
      DestPort: String(target.port),
      Protocol: '6',
      FilterRTID: '70676',
      LayerName: outbound ? '%%14611' : '%%14610',
      LayerRTID: outbound ? '48' : '44',
      RemoteUserID: NOBODY,
      RemoteMachineID: NOBODY,
    });
  };
  const highPort = (): number => chance.between(49_152, 65_535);
  const logon = (account: Account, type: number, from: string | undefined): Values => ({
    SubjectUserSid: type === 3 ? NOBODY : SYSTEM.sid,
    SubjectUserName: type === 3 ? '-' : `${host.name}$`,
    SubjectDomainName: type === 3 ? '-' : account.domain,
    SubjectLogonId: type === 3 ? '0x0' : '0x3e7',
    TargetUserName: account.name,
    TargetDomainName: account.domain,
    LogonType: String(type),
    LogonProcessName: type === 3 ? 'NtLmSsp ' : type === 5 ? 'Advapi  ' : 'User32 ',
    AuthenticationPackageName: type === 3 ? 'NTLM' : 'Negotiate',
    WorkstationName: '-',
    TransmittedServices: '-',
    LmPackageName: type === 3 ? 'NTLM V2' : '-',
    KeyLength: type === 3 ? '128' : '0',
    ProcessId: type === 3 ? '0x0' : `0x${services.pid.toString(16)}`,
    ProcessName: type === 3 ? '-' : services.image,
    IpAddress: from ?? '-',
    IpPort: from ? String(highPort()) : '-',
  });

  return {
    host,
    services,
    lsass,
    svchost,
    system,
    start(time, parent, image, commandLine, account = parent.account) {
      const child = create(time, image, commandLine, account);
      if (host.sysmon) {
        const session = `0x${(0x10000 + (child.pid << 4)).toString(16)}`;
        sysmon(time, 1, {
          ...actor(child),
          FileVersion: '10.0.19041.1 (WinBuild.160101.0800)',
          Description: '-',
          Product: '-',
          Company: image.startsWith('C:\\Windows\\') ? 'Microsoft Corporation' : '-',
          OriginalFileName: image.slice(image.lastIndexOf('\\') + 1),
          CommandLine: commandLine,
          CurrentDirectory: 'C:\\Windows\\system32\\',
          User: userOf(account),
          LogonGuid: guidOf(id, booted, 1),
          LogonId: account === SYSTEM ? '0x3e7' : session,
          TerminalSessionId: account === SYSTEM ? '0' : '1',
          IntegrityLevel: account === SYSTEM ? 'System' : 'Medium',
          Hashes: hashesOf(image),
          ParentProcessGuid: parent.guid,
          ParentProcessId: String(parent.pid),
          ParentImage: parent.image,
          ParentCommandLine: parent.commandLine,
          ParentUser: userOf(parent.account),
        });
      } else {
        security(time, 4688, {
          SubjectUserSid: account.sid,
          SubjectUserName: account === SYSTEM ? `${host.name}$` : account.name,
          SubjectDomainName: account.domain,
          SubjectLogonId: account === SYSTEM ? '0x3e7' : '0x4f2a1',
          NewProcessId: `0x${child.pid.toString(16)}`,
          NewProcessName: image,
          TokenElevationType: '%%1936',
          ProcessId: `0x${parent.pid.toString(16)}`,
          CommandLine: commandLine,
          TargetUserSid: NOBODY,
          TargetUserName: '-',
          TargetDomainName: '-',
          TargetLogonId: '0x0',
          ParentProcessName: parent.image,
          MandatoryLabel: account === SYSTEM ? 'S-1-16-16384' : 'S-1-16-8192',
        });
      }
      return child;
    },
    end: (time, process) => sysmon(time, 5, actor(process)),
    connect: (time, process, to) => network(time, process, { address: host.address, port: highPort() }, to, true),
    accept: (time, process, from, port) =>
      network(time, process, { address: from, port: highPort() }, { address: host.address, port }, false),
    lookUp: (time, process, name, address) =>
      sysmon(time, 22, {
        ...actor(process),
        QueryName: name,
        QueryStatus: '0',
        QueryResults: `::ffff:${address};`,
        User: userOf(process.account),
      }),
    write: (time, process, path) =>
      sysmon(time, 11, { ...actor(process), TargetFilename: path, CreationUtcTime: sysmonTime(time), User: userOf(process.account) }),
    remove: (time, process, path) =>
      sysmon(time, 23, {
        ...actor(process),
        User: userOf(process.account),
        TargetFilename: path,
        Hashes: hashesOf(path),
        IsExecutable: String(path.endsWith('.exe')),
        Archived: 'true',
      }),
    load: (time, process, path, signer = 'Microsoft Windows') =>
      sysmon(time, 7, {
        ...actor(process),
        ImageLoaded: path,
        FileVersion: '10.0.19041.1 (WinBuild.160101.0800)',
        Description: '-',
        Product: '-',
        Company: signer === '-' ? '-' : 'Microsoft Corporation',
        OriginalFileName: path.slice(path.lastIndexOf('\\') + 1),
        Hashes: hashesOf(path),
        Signed: String(signer !== '-'),
        Signature: signer,
        SignatureStatus: signer === '-' ? 'Unavailable' : 'Valid',
        User: userOf(process.account),
      }),
    access: (time, source, target, granted) =>
      sysmon(time, 10, {
        ...pair(source, target, 'GUID'),
        SourceThreadId: String(chance.between(100, 9_000)),
        GrantedAccess: granted,
        CallTrace: 'C:\\Windows\\SYSTEM32\\ntdll.dll+9c584|C:\\Windows\\System32\\KERNELBASE.dll+2726e',
        SourceUser: userOf(source.account),
        TargetUser: userOf(target.account),
      }),
    inject: (time, source, target) =>
      sysmon(time, 8, {
        ...pair(source, target, 'Guid'),
        NewThreadId: String(chance.between(100, 9_000)),
        StartAddress: `0x00007FF${chance.hex(9).toUpperCase()}`,
        StartModule: 'C:\\Windows\\System32\\KERNELBASE.dll',
        StartFunction: 'LoadLibraryW',
      }),
    logOn: (time, account, type, from) =>
      security(time, 4624, {
        ...logon(account, type, from),
        TargetUserSid: account.sid,
        TargetLogonId: `0x${chance.hex(5)}`,
        LogonGuid: NO_GUID,
        ImpersonationLevel: '%%1833',
        RestrictedAdminMode: '-',
        TargetOutboundUserName: '-',
        TargetOutboundDomainName: '-',
        VirtualAccount: '%%1843',
        TargetLinkedLogonId: '0x0',
        ElevatedToken: '%%1842',
      }),
    failLogOn: (time, account, from) =>
      security(time, 4625, {
        ...logon(account, 10, from),
        TargetUserSid: NOBODY,
        Status: '0xc000006d',
        FailureReason: '%%2313',
        SubStatus: '0xc000006a',
      }),
  };
}

const userOf = ({ domain, name }: Account): string => `${domain}\\${name}`;

/** Sysmon's own way: machine, start in seconds (low half first), a token's number. */
function guidOf(machine: string, time: number, token: number): string {
  const seconds = Math.floor(time / 1_000)
    .toString(16)
    .padStart(8, '0');
  return `{${machine}-${seconds.slice(4)}-${seconds.slice(0, 4)}-${(token & 0xffff).toString(16).padStart(4, '0')}-000000000700}`;
}

/** The same file has the same hashes on every machine. */
function hashesOf(path: string): string {
  const name = path.slice(path.lastIndexOf('\\') + 1).toLowerCase();
  const hash = (algorithm: string, salt = ''): string =>
    createHash(algorithm)
      .update(salt + name)
      .digest('hex')
      .toUpperCase();
  return `SHA1=${hash('sha1')},MD5=${hash('md5')},SHA256=${hash('sha256')},IMPHASH=${hash('md5', 'imports of ')}`;
}
