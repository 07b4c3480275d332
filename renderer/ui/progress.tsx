/** Progress that counts something real. `value` null: it isn't known yet how much there is. */
import { Progress as Base } from '@base-ui/react/progress';

export function Progress({ label, value, max }: { readonly label: string; readonly value: number | null; readonly max: number }) {
  return (
    <Base.Root className="ui-progress" value={value} max={max} getAriaValueText={() => label}>
      <Base.Label>{label}</Base.Label>
      <Base.Track className="ui-progress-track">
        <Base.Indicator className="ui-progress-bar" />
      </Base.Track>
    </Base.Root>
  );
}
