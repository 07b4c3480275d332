/** What of the scene lies inside the brush, found in pieces: until it is found, what lay inside before. Null without a brush. */
import { useEffect, useState } from 'react';
import { inside as insideOf } from '../../canvas/brush.ts';
import type { Range } from '../../canvas/brush.ts';
import { inPieces } from '../../canvas/pieces.ts';
import type { Scene } from '../../canvas/scene.ts';

export function useInside(scene: Scene, brush: Range | null): ReadonlySet<string> | null {
  const [inside, setInside] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (brush) return inPieces(insideOf(scene, brush), setInside);
    setInside(null);
    return undefined;
  }, [scene, brush]);
  return brush ? inside : null;
}
