/** Text from outside (telemetry, names, reasons), shown as it is or not at all. Nothing of it becomes a link. */
import { pieces } from './escape.ts';

export function Text({ children }: { readonly children: string }) {
  return (
    <bdi>
      {pieces(children).map(({ text, escaped }, at) =>
        escaped ? (
          <span key={at} className="ui-escaped">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
