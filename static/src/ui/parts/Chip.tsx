/** A state in one or two words, with a shape of its own. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';
import { TONE_ICON, type Tone } from './Notice';

export function Chip({ tone, icon, children }: { readonly tone: Tone; readonly icon?: IconName; readonly children: ComponentChildren }) {
  return (
    <span class={`chip tone-${tone}`}>
      <Icon name={icon ?? TONE_ICON[tone]} />
      <span>{children}</span>
    </span>
  );
}
