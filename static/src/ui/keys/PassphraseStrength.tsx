/** How hard a passphrase of one's own is to guess, while it is typed, and why. The worker judges it; this screen holds the input and nothing more. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Strength } from '../../journey/keys';
import { engine, Locked } from '../engine';
import { Icon } from '../parts/Icon';
import { RefusalNotice } from '../parts/RefusalNotice';
import { TONE_ICON } from '../parts/Notice';
import { tidy } from '../door/passphrase';
import { w } from './words';
import './keys.css';

const PAUSE_MILLISECONDS = 250;
/** A bar that is full has no meaning beyond. */
const FULL_POWER = 20;
const TONE = { weak: 'danger', fair: 'warn', strong: 'good' } as const;

export function PassphraseStrength({ typed }: { readonly typed: string }) {
  const strength = useSignal<Strength | null>(null);
  const refusal = useSignal<unknown>(null);
  const asked = tidy(typed);
  useEffect(() => {
    let over = false;
    const judge = async (): Promise<void> => {
      try {
        const found = asked === '' ? null : await engine.passphraseStrength(asked);
        if (!over) [strength.value, refusal.value] = [found, null];
      } catch (reason) {
        if (!over && !(reason instanceof Locked)) refusal.value = reason;
      }
    };
    const timer = setTimeout(() => void judge(), PAUSE_MILLISECONDS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked]);
  if (refusal.value !== null) return <RefusalNotice refusal={refusal.value} />;
  if (strength.value === null || asked === '') return null;
  const { level, power, why } = strength.value;
  return (
    <div class={`strength tone-${TONE[level]}`} role="status">
      <meter aria-label={w('strength')} min={0} max={FULL_POWER} low={14} high={18} optimum={FULL_POWER} value={Math.min(power, FULL_POWER)} />
      <p class="strength-level">
        <Icon name={TONE_ICON[TONE[level]]} />
        <strong>{w(`strength_${level}`)}</strong>
      </p>
      <p>{why === null ? w(`strength_${level}_note`) : `${w(`why_${why}`)} ${w('strength_weak_note')}`}</p>
    </div>
  );
}
