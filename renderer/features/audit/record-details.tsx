/** One record, in full. */
import type { ReactNode } from 'react';
import type { AuditLine } from '../../../shared/contract/audit.ts';
import { Text } from '../../ui/text.tsx';
import { stamp } from '../../ui/format.ts';
import { ACTOR_WORDS, actorOf, did, outcome } from './words.ts';

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="muted small">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function RecordDetails({ line }: { readonly line: AuditLine }) {
  return (
    <>
      <p className="log-sentence">
        <Text>{line.who}</Text> {did(line)}
      </p>
      {line.text !== null && (
        <p className="log-text mono">
          <Text>{line.text}</Text>
        </p>
      )}
      <dl className="log-facts">
        <Fact name="Time">
          <span className="mono">{stamp(line.time)} UTC</span>
        </Fact>
        <Fact name="By">{ACTOR_WORDS[actorOf(line.who)]}</Fact>
        <Fact name="Action">
          <span className="mono">{line.action}</span>
        </Fact>
        <Fact name="Result">{outcome(line).text}</Fact>
        <Fact name="Targets">{line.targets}</Fact>
        <Fact name="Written">{line.offline ? 'offline' : 'online'}</Fact>
        <Fact name="Hub">{line.sent ? 'has it' : 'does not have it yet'}</Fact>
        <Fact name="Record">
          <span className="mono">{line.id}</span>
        </Fact>
        <Fact name="Device">
          <span className="mono">{line.device}</span>
        </Fact>
      </dl>
    </>
  );
}
