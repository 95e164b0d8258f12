/** Something the person should know, with its weight in words, shape and colour. Danger is announced at once, the rest when there is time. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

export type Tone = 'calm' | 'good' | 'warn' | 'danger';
export const TONE_ICON: Readonly<Record<Tone, IconName>> = { calm: 'info', good: 'check', warn: 'warning', danger: 'stop' };

export function Notice({ tone, title, children }: { readonly tone: Tone; readonly title?: string; readonly children?: ComponentChildren }) {
  return (
    <div class={`notice tone-${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={TONE_ICON[tone]} />
      <div class="notice-words">
        {title !== undefined && <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
