/** The kinds' icons as images for the 2D layer: React draws them once, hidden, and the images are made from that. */
import { Pin } from 'lucide-react';
import type { Ref } from 'react';
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { NodeKind } from '../../../shared/graph/kinds.ts';
import { KIND_LOOKS } from '../kinds.ts';

/** Pixels of an icon's image: sharp at every size that the canvas draws. */
const PIXELS = 64;
/** Alerts have a letter instead. */
const KINDS = NODE_KINDS.filter((kind) => kind !== 'alert');
const NAMES = [...KINDS, 'pin'] as const;
export type IconName = NodeKind | 'pin';

export const IconSources = ({ ref }: { readonly ref: Ref<HTMLDivElement> }) => (
  <div ref={ref} hidden>
    {KINDS.map((kind) => {
      const { icon: Icon } = KIND_LOOKS[kind];
      return <Icon key={kind} size={PIXELS} strokeWidth={2.25} />;
    })}
    <Pin size={PIXELS} strokeWidth={2.5} fill="currentColor" />
  </div>
);

/** `onReady` is called when all that can be drawn is there; one that could not be made is left out. */
export function imagesFrom(sources: HTMLElement, colour: string, onReady: () => void): ReadonlyMap<IconName, ImageBitmap> {
  const images = new Map<IconName, ImageBitmap>();
  const loads = NAMES.map(async (name, at) => {
    const svg = sources.children[at]?.outerHTML.replaceAll('currentColor', colour) ?? '';
    const image = new Image(PIXELS, PIXELS);
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    // As pixels: an image of vectors would be drawn from its vectors each time.
    await image
      .decode()
      .then(() => createImageBitmap(image))
      .then(
        (pixels) => images.set(name, pixels),
        () => undefined,
      );
  });
  void Promise.all(loads).then(onReady);
  return images;
}
