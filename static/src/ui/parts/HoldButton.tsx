/** A button that works when it is held: no slip of a finger and nothing in a pocket does what cannot be undone, and it needs no typing. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './Icon';

export const HOLD_MS = 3_000;

export interface HoldButtonProps {
  readonly icon: IconName;
  readonly label: string;
  /** While it is held. */
  readonly held: string;
  readonly onHeld: () => void;
}

export function HoldButton({ icon, label, held, onHeld }: HoldButtonProps) {
  const holding = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const release = (): void => {
    clearTimeout(timer.current);
    holding.value = false;
  };
  const press = (): void => {
    if (holding.value) return;
    holding.value = true;
    timer.current = setTimeout(() => {
      release();
      onHeld();
    }, HOLD_MS);
  };
  const isPress = (event: KeyboardEvent): boolean => event.key === 'Enter' || event.key === ' ';
  useEffect(() => release, []);
  return (
    <button
      type="button"
      class="button button-danger button-wide hold"
      data-holding={holding.value ? '' : undefined}
      onPointerDown={press}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => isPress(event) && press()}
      onKeyUp={(event) => isPress(event) && release()}
    >
      <Icon name={icon} />
      <span aria-live="polite">{holding.value ? held : label}</span>
    </button>
  );
}
