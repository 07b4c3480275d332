import type { Corpus } from '../../../../support/connector-conformance.ts';

const GUID = '{39e4a257-79fb-5f92-7117-000000000700}';
const PARENT = '{39e4a257-79ed-5f92-6e17-000000000700}';
const SYSMON = 'Microsoft-Windows-Sysmon/Operational';
const actor = { ProcessGuid: GUID, ProcessId: '9260', Image: 'C:\\Windows\\System32\\cmd.exe' };
const flat = (EventID: number, data: object, Channel = SYSMON) => ({
  Channel,
  Hostname: 'WS-1.corp.example',
  '@timestamp': '2020-10-23T02:36:43.547Z',
  EventID,
  ...data,
});
const start = {
  ...actor,
  UtcTime: '2020-10-23 06:36:43.542',
  CommandLine: 'cmd /c whoami',
  User: 'CORP\\ana',
  ParentProcessGuid: PARENT,
  ParentProcessId: '7',
  ParentImage: 'C:\\Windows\\explorer.exe',
};

export const windows: Corpus = [
  {
    line: flat(1, start),
    says: [
      'cmd.exe RAN_AS CORP\\ana',
      'cmd.exe RAN_ON WS-1',
      'cmd.exe RUNS cmd.exe',
      'explorer.exe RAN_ON WS-1',
      'explorer.exe SPAWNED cmd.exe',
    ],
    at: '2020-10-23T06:36:43.542Z',
  },
  {
    line: flat(11, { ...actor, UtcTime: '2020-10-23 06:36:44.000', TargetFilename: 'C:\\a.txt' }),
    says: ['cmd.exe RAN_ON WS-1', 'cmd.exe WROTE a.txt'],
  },
  { line: flat(5, { ...actor, UtcTime: '2020-10-23 06:36:45.542' }), says: ['cmd.exe RAN_ON WS-1'] },
  // The collector's clock is four hours slow, as the three Sysmon events above show: this one has no other.
  {
    line: flat(4624, { TargetUserName: 'ana', TargetDomainName: 'CORP', LogonType: '3', IpAddress: '10.0.0.7' }, 'security'),
    says: ['10.0.0.7 LOGON_FROM WS-1', 'CORP\\ana LOGGED_ON WS-1'],
    at: '2020-10-23T06:36:43.547Z',
  },
  {
    line: {
      EventID: 5156,
      Channel: 'Security',
      Computer: 'WORKSTATION5',
      TimeGenerated: '2022-05-13T08:54:05.21Z',
      EventData:
        '<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\r\n  <Data Name="Direction">%%14592</Data>\r\n  <Data Name="SourceAddress">192.168.3.5</Data>\r\n  <Data Name="DestAddress">192.168.2.5</Data>\r\n  <Data Name="DestPort">8080</Data>\r\n  <Data Name="Protocol">6</Data>\r\n</EventData>',
    },
    says: ['WORKSTATION5 ACCEPTED 192.168.3.5', 'WORKSTATION5 HAS_ADDRESS 192.168.2.5'],
    at: '2022-05-13T08:54:05.210Z',
  },
  {
    line: {
      EventID: 5156,
      Channel: 'Security',
      Computer: 'A',
      TimeGenerated: '2022-05-13T08:54:05Z',
      EventData: '<EventData><Data Name="Dir',
    },
    says: { malformed: 'cut off' },
  },
  {
    line: {
      event: {
        Event: {
          System: { EventID: 3, Channel: SYSMON, Computer: 'B' },
          EventData: {
            ...actor,
            UtcTime: '2020-10-23 06:36:43.542',
            Initiated: 'true',
            SourceIp: '10.0.0.1',
            DestinationIp: '203.0.113.9',
            DestinationPort: '443',
          },
        },
      },
    },
    says: ['B HAS_ADDRESS 10.0.0.1', 'cmd.exe CONNECTED 203.0.113.9', 'cmd.exe RAN_ON B'],
  },
  {
    line: { event_id: 13, log_name: SYSMON, computer_name: 'A', '@timestamp': '2020-10-23T02:36:43Z', event_data: actor },
    says: { nothing: 'other event' },
  },
  { line: flat(4104, {}, 'Microsoft-Windows-PowerShell/Operational'), says: { nothing: 'other log' } },
  { line: flat(11, { ...actor, ProcessGuid: '' }), says: { malformed: 'no process' } },
];
