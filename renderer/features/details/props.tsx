/** A record's own properties as a table: values in the mono face, long ones wrapped, each to be copied. */
import type { Props as RecordProps } from '../../../shared/graph/records.ts';
import { Text } from '../../ui/text.tsx';
import { CopyButton } from './copy.tsx';

export function Props({ props, id }: { readonly props: RecordProps; readonly id: string }) {
  const rows = Object.entries(props).sort(([a], [b]) => a.localeCompare(b));
  return (
    <table className="details-props" role="table">
      <caption className="spoken">Properties</caption>
      <tbody role="rowgroup">
        {rows.map(([name, value]) => (
          <Row key={name} name={name} lines={typeof value === 'object' ? value : [String(value)]} />
        ))}
        <Row name="record" lines={[id]} />
      </tbody>
    </table>
  );
}

function Row({ name, lines }: { readonly name: string; readonly lines: readonly string[] }) {
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <Text>{name}</Text>
      </th>
      <td className="mono" role="cell">
        {lines.map((line, at) => (
          <div key={at}>
            <Text>{line}</Text>
          </div>
        ))}
      </td>
      <td role="cell">
        <CopyButton what={name} lines={lines} />
      </td>
    </tr>
  );
}
