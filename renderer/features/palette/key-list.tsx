/** All keys of this window, from the one list of verbs, and what is no verb: walking, marking, writing. */
import type { CustomerMark } from '../../../shared/access/customer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useParts } from '../../verb.ts';
import './palette.css';

const CANVAS: readonly (readonly [string, string])[] = [
  ['Arrows', 'Walk among neighbours; with Shift, add to what is chosen'],
  ['Enter', 'Expand'],
  ['Shift-drag', 'Choose by a lasso; Alt-drag takes away'],
  ['Delete', 'In the brushed timeline: hide what lies outside'],
];
const QUERY: readonly (readonly [string, string])[] = [
  ['Enter', 'Ask'],
  ['Shift+Enter', 'A new line'],
  ['Tab', 'Complete a word'],
  ['Ctrl+Space', 'Words and values that fit here; looking up values is recorded'],
  ['Ctrl+ArrowUp', 'The question before'],
  ['Ctrl+ArrowDown', 'The question after'],
  ['Ctrl+.', 'Put in what the error proposes'],
];

export function KeyList({
  open,
  mark,
  onClose,
}: {
  readonly open: boolean;
  readonly mark: CustomerMark | null;
  readonly onClose: () => void;
}) {
  const parts = useParts();
  if (!open) return null;
  const work = parts.some(({ show }) => show);
  return (
    <Dialog title="All keys" open mark={mark} size="wide" onClose={onClose}>
      <div className="keys" tabIndex={0} data-autofocus="" data-keys>
        {parts.map(({ title, verbs }) => (
          <Keys key={title} title={title} lines={verbs.flatMap(({ keys, label }) => (keys?.[0] ? [[keys[0], label] as const] : []))} />
        ))}
        {work && <Keys title="On the canvas" lines={CANVAS} />}
        {work && <Keys title="In the query bar" lines={QUERY} />}
      </div>
    </Dialog>
  );
}

function Keys({ title, lines }: { readonly title: string; readonly lines: readonly (readonly [string, string])[] }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map(([keys, label]) => (
          <div key={keys}>
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
