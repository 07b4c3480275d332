/** Lines of Sysmon and of the Security log as the flat exports of real collectors write them. */

export type Values = Readonly<Record<string, string>>;

/** `2026-01-31 08:15:00.123`, as Sysmon writes UTC. */
export const sysmonTime = (time: number): string => new Date(time).toISOString().replace('T', ' ').replace('Z', '');

const line = (
  source: string,
  guid: string,
  level: string,
  channel: string,
  host: string,
  time: number,
  id: number,
  task: string,
  values: Values,
): string => {
  const written = new Date(time + 4).toISOString();
  return JSON.stringify({
    SourceName: source,
    ProviderGuid: guid,
    Level: level,
    Keywords: level === '4' ? '0x8000000000000000' : id === 4625 ? '0x8010000000000000' : '0x8020000000000000',
    Channel: channel,
    Hostname: host,
    TimeCreated: written,
    '@timestamp': written,
    EventID: id,
    Task: task,
    ...values,
  });
};

/** `host` as events write it; `time` in Unix ms. */
export const sysmonLine = (host: string, time: number, id: number, values: Values): string =>
  line(
    'Microsoft-Windows-Sysmon',
    '{5770385f-c22a-43e0-bf4c-06f5698ffbd9}',
    '4',
    'Microsoft-Windows-Sysmon/Operational',
    host,
    time,
    id,
    String(id),
    {
      RuleName: '-',
      UtcTime: sysmonTime(time),
      ...values,
    },
  );

const TASKS: Readonly<Record<number, string>> = { 4624: '12544', 4625: '12544', 4688: '13312', 5156: '12810' };

export const securityLine = (host: string, time: number, id: 4624 | 4625 | 4688 | 5156, values: Values): string =>
  line(
    'Microsoft-Windows-Security-Auditing',
    '{54849625-5478-4994-a5ba-3e3b0328c30d}',
    '0',
    'Security',
    host,
    time,
    id,
    TASKS[id]!,
    values,
  );
