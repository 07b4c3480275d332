/** Draws one node's label below it, on a halo of the background so that edges don't cross the letters. */
import type { Settings } from 'sigma/settings';
import type { NodeDisplayData, PartialButFor } from 'sigma/types';
import type { Theme } from '../theme.ts';

type Labelled = PartialButFor<NodeDisplayData, 'x' | 'y' | 'size' | 'label' | 'color'>;

export function labelDrawer(theme: Theme) {
  return (context: CanvasRenderingContext2D, data: Labelled, settings: Settings): void => {
    if (!data.label) return;
    const strong = data.forceLabel === true;
    context.font = `${strong ? 600 : 400} ${settings.labelSize}px ${settings.labelFont}`;
    context.textAlign = 'center';
    context.textBaseline = 'top';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = theme.bg;
    context.fillStyle = strong ? theme.text : theme.muted;
    const y = data.y + data.size * 0.72 + 2;
    context.strokeText(data.label, data.x, y);
    context.fillText(data.label, data.x, y);
  };
}
