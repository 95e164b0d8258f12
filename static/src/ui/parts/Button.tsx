/** Every button of the app. While `busy` it shows that it works and cannot be pressed twice. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

export interface ButtonProps {
  readonly kind: 'primary' | 'quiet' | 'danger';
  readonly onClick?: () => void;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly type?: 'button' | 'submit';
  readonly wide?: boolean;
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}

export function Button({ kind, onClick, busy = false, disabled = false, type = 'button', wide = false, icon, children }: ButtonProps) {
  return (
    <button type={type} class={`button button-${kind}${wide ? ' button-wide' : ''}`} aria-busy={busy} disabled={busy || disabled} onClick={onClick}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
