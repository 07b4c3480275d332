/** Every connector of the registry, against what connectors must be and against its author's samples. */
import { expect, test } from 'vitest';
import { CONNECTORS } from '../../../../hub/connectors/index.ts';
import { conformance } from '../../../support/connector-conformance.ts';
import type { Corpus } from '../../../support/connector-conformance.ts';
import { auditd } from './samples/auditd.ts';
import { cloudtrail } from './samples/cloudtrail.ts';
import { ocsf } from './samples/ocsf.ts';
import { apache, saas, vmconnection } from './samples/others.ts';
import { suricata } from './samples/suricata.ts';
import { sysmonLinux } from './samples/sysmon-linux.ts';
import { windows } from './samples/windows.ts';
import { zeek } from './samples/zeek.ts';

const CORPORA: Readonly<Record<string, Corpus>> = {
  windows,
  cloudtrail,
  zeek,
  suricata,
  'sysmon-linux': sysmonLinux,
  ocsf,
  auditd,
  vmconnection,
  apache,
  saas,
};

test('no connector of the registry is without samples', () => expect(Object.keys(CORPORA).sort()).toEqual([...CONNECTORS.keys()].sort()));

for (const connector of CONNECTORS.values()) conformance(connector, CORPORA[connector.name] ?? []);
