/** Before main knows more: nothing to do but wait, and not for long. */
import { Entrance } from './entrance.tsx';

export function Starting() {
  return (
    <Entrance title="Starting">
      <p className="muted">Opening the keys of this desk and looking for the hub.</p>
    </Entrance>
  );
}
