/** Covering what must not be seen, by hand, before a picture is kept. What is covered is destroyed on the canvas, and only the canvas is kept. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { cover } from '../../media/mosaic';
import type { Area } from '../../media/mosaic';
import type { Said } from '../../media/jpeg';
import { useAction } from '../parts/action';
import { Button } from '../parts/Button';
import { Notice } from '../parts/Notice';
import { RefusalNotice } from '../parts/RefusalNotice';
import { draw, encode } from './picture';
import { areaOf } from './show';
import type { Point } from './show';
import { w } from './words';

interface CoverProps {
  readonly picture: ImageBitmap;
  /** Null if it is not counted in files of this kind. */
  readonly said: Said | null;
  readonly keep: (jpeg: Uint8Array) => Promise<void>;
  readonly cancel: () => void;
}

/** On the picture, which is drawn smaller than it is. */
function pointOn(canvas: HTMLCanvasElement, { clientX, clientY }: PointerEvent): Point {
  const box = canvas.getBoundingClientRect();
  return { x: ((clientX - box.left) * canvas.width) / box.width, y: ((clientY - box.top) * canvas.height) / box.height };
}

function coverOn(context: CanvasRenderingContext2D, area: Area): void {
  const { width, height } = context.canvas;
  const pixels = context.getImageData(0, 0, width, height);
  cover(pixels, area, (size) => crypto.getRandomValues(new Uint8Array(size)));
  context.putImageData(pixels, 0, 0);
}

function Proof({ said }: { readonly said: Said | null }) {
  if (said === null) return <Notice tone="good">{w('removed_all')}</Notice>;
  if (said.entries === 0) return <Notice tone="good">{w('removed_none')}</Notice>;
  return (
    <Notice tone="good">
      {w('removed', { n: said.entries })} {said.place && w('removed_place')}
    </Notice>
  );
}

export function Cover({ picture, said, keep, cancel }: CoverProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const from = useRef<Point | null>(null);
  const covered = useSignal(0);
  const contextOf = (): CanvasRenderingContext2D | null => canvas.current?.getContext('2d', { willReadFrequently: true }) ?? null;
  const begin = (): void => {
    const context = contextOf();
    if (context !== null) draw(context, picture);
    covered.value = 0;
  };
  useLayoutEffect(begin, [picture]);
  const down = (event: PointerEvent): void => {
    if (canvas.current === null) return;
    canvas.current.setPointerCapture(event.pointerId);
    from.current = pointOn(canvas.current, event);
  };
  const up = (event: PointerEvent): void => {
    const [context, start] = [contextOf(), from.current];
    from.current = null;
    if (context === null || start === null) return;
    const scale = context.canvas.width / context.canvas.getBoundingClientRect().width;
    coverOn(context, areaOf(start, pointOn(context.canvas, event), context.canvas, scale));
    covered.value += 1;
  };
  const keeping = useAction(async () => {
    if (canvas.current !== null) await keep(await encode(canvas.current));
  });
  return (
    <div class="stack">
      <p>{w('cover')}</p>
      <canvas ref={canvas} class="media-picture media-cover" role="img" aria-label={w('cover_label')} onPointerDown={down} onPointerUp={up} onPointerCancel={() => (from.current = null)} />
      {covered.value > 0 && <p role="status">{w('covered', { n: covered.value })}</p>}
      <Proof said={said} />
      <small>{w('cover_note')}</small>
      <Button kind="primary" wide busy={keeping.busy} onClick={keeping.run}>
        {w('keep')}
      </Button>
      <div class="row">
        <Button kind="quiet" disabled={covered.value === 0} onClick={begin}>
          {w('again')}
        </Button>
        <Button kind="quiet" disabled={keeping.busy} onClick={cancel}>
          {w('cancel')}
        </Button>
      </div>
      <RefusalNotice refusal={keeping.refusal} />
    </div>
  );
}
