import type { Corpus } from '../../../../support/connector-conformance.ts';

const event = (id: number, data: Readonly<Record<string, string>>): string =>
  `<Event><System><Provider Name="Linux-Sysmon" Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>${id}</EventID><TimeCreated SystemTime="2022-05-11T18:10:20.399931000Z"/><Channel>Linux-Sysmon/Operational</Channel><Computer>UBUNTU5</Computer></System><EventData>${Object.entries(
    { UtcTime: '2022-05-11 18:10:20.395', ProcessGuid: '{94325212-f5aa-627b-082b-60e4b9550000}', ProcessId: '1774', ...data },
  )
    .map(([name, value]) => `<Data Name="${name}">${value}</Data>`)
    .join('')}</EventData></Event>`;
const syslog = (SyslogMessage: string) => ({ Computer: 'UBUNTU5', Type: 'Syslog', TimeGenerated: '2022-05-11T18:10:20.4Z', SyslogMessage });
const start = {
  Image: '/bin/bash',
  CommandLine: 'bash -c &quot;id&quot;',
  User: 'tomcat',
  ParentProcessGuid: '{94325212-f5a5-627b-b809-87f375550000}',
  ParentProcessId: '1340',
  ParentImage: '/usr/bin/java',
};

export const sysmonLinux: Corpus = [
  {
    line: syslog(event(1, start)),
    says: ['bash RAN_AS UBUNTU5\\tomcat', 'bash RAN_ON UBUNTU5', 'bash RUNS bash', 'java RAN_ON UBUNTU5', 'java SPAWNED bash'],
    at: '2022-05-11T18:10:20.395Z',
  },
  {
    line: `May 11 18:10:20 ubuntu5 sysmon: ${event(11, { Image: '/bin/sh', TargetFilename: '/tmp/A' })}`,
    says: ['sh RAN_ON UBUNTU5', 'sh WROTE A'],
  },
  {
    line: syslog(
      event(3, {
        Image: '/bin/nc',
        Protocol: 'tcp',
        Initiated: 'true',
        SourceIp: '192.168.2.5',
        DestinationIp: '192.168.2.6',
        DestinationPort: '443',
      }),
    ),
    says: ['UBUNTU5 HAS_ADDRESS 192.168.2.5', 'nc CONNECTED 192.168.2.6', 'nc RAN_ON UBUNTU5'],
  },
  // As it arrives where the semicolons of entities were lost on the way: the process is one whose image nobody knows.
  { line: syslog(event(5, { Image: '&lt unknown process&gt ', User: 'root' })), says: ['process 1774 RAN_ON UBUNTU5'] },
  { line: syslog(event(16, {})), says: { nothing: 'other event' } },
  { line: syslog(event(1, start).slice(0, 700)), says: { malformed: 'cut off' } },
];
