import type { Corpus } from '../../../../support/connector-conformance.ts';

const auoms = (text: string) => ({
  Computer: 'UBUNTU5',
  Type: 'Syslog',
  ProcessName: 'auoms',
  TimeGenerated: '2022-05-11T18:10:21.997Z',
  SyslogMessage: text,
});
const exec =
  'type=AUOMS_EXECVE audit(1652292621.986:84140): node=UBUNTU5 arch=x86_64 syscall=execve success=yes ppid=1340 pid=17790 user=tomcat effective_user=tomcat comm="bash" exe="/bin/bash" cwd="/" cmdline="bash -c id"';
const auth = (more: string) =>
  `node=srv-1 type=USER_AUTH msg=audit(1783414613.119:441): pid=2124 uid=0 auid=4294967295 msg='op=pubkey acct="root" exe="/usr/sbin/sshd" hostname=? addr=172.23.112.1 terminal=ssh ${more}`;

export const auditd: Corpus = [
  { line: auoms(exec), says: ['bash RAN_AS UBUNTU5\\tomcat', 'bash RAN_ON UBUNTU5', 'bash RUNS bash'], at: '2022-05-11T18:10:21.986Z' },
  { line: auoms(exec.replace('success=yes', 'success=no')), says: { nothing: 'failed' } },
  { line: auth(`res=failed'UID="root" AUID="unset"`), says: ['SRV-1\\root FAILED_LOGON SRV-1'] },
  { line: auth(`res=success'UID="root" AUID="unset"`), says: { nothing: 'part' } },
  {
    line: `node=srv-1 type=USER_START msg=audit(1783414613.207:449): pid=2124 uid=0 msg='op=PAM:session_open acct="root" exe="/usr/sbin/sshd" hostname=172.23.112.1 addr=172.23.112.1 terminal=ssh res=success'UID="root"`,
    says: ['172.23.112.1 LOGON_FROM SRV-1', 'SRV-1\\root LOGGED_ON SRV-1'],
  },
  {
    line: 'node=srv-1 type=SYSCALL msg=audit(1783414661.335:485): arch=c000003e syscall=59 success=yes exit=0 ppid=2176 pid=2219 uid=0 comm="id" exe="/usr/bin/id" key="x"ARCH=x86_64 SYSCALL=execve AUID="root" UID="root" EUID="root"',
    says: ['id RAN_AS SRV-1\\root', 'id RAN_ON SRV-1', 'id RUNS id'],
  },
  { line: 'node=srv-1 type=CWD msg=audit(1783414661.335:485): cwd="/root"', says: { nothing: 'part' } },
  { line: 'node=srv-1 type=ADD_USER msg=audit(1783414573.160:408): pid=1', says: { nothing: 'other event' } },
  { line: 'type=USER_LOGIN msg=audit(1783414613.119:441): pid=2124 acct="root" res=failed', says: { malformed: 'no host name' } },
];
