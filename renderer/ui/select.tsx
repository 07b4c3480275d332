/** One of a few, under a label. */
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useId, useRef } from 'react';

export interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onValue: (value: Value) => void;
}

export function Select<Value extends string>({ label, value, choices, onValue }: SelectProps<Value>) {
  const id = useId();
  // In the page's own landmark, and in the dialog where there is one.
  const layer = useRef<HTMLSpanElement>(null);
  return (
    <div className="ui-field">
      <Base.Root items={choices} value={value} onValueChange={(next) => next !== null && onValue(next)}>
        <Base.Label className="ui-field-label">{label}</Base.Label>
        <Base.Trigger id={id} className="ui-input ui-select">
          <Base.Value />
          <ChevronDown size={16} aria-hidden />
        </Base.Trigger>
        <span ref={layer} className="ui-layer" />
        <Base.Portal container={layer}>
          <Base.Positioner className="ui-positioner" positionMethod="fixed" sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className="ui-pop">
              {choices.map((choice) => (
                <Base.Item key={choice.value} value={choice.value} className="ui-option">
                  <Base.ItemText>{choice.label}</Base.ItemText>
                  <Base.ItemIndicator className="ui-option-hint">
                    <Check size={16} />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      <p className="ui-field-note" />
    </div>
  );
}
