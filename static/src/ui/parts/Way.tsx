/** A way to another screen: a large target with a picture, a title and what waits there. */
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

export interface WayProps {
  readonly to: string;
  readonly icon: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Way({ to, icon, title, children }: WayProps) {
  return (
    <a class="item" href={to}>
      <Icon name={icon} />
      <span class="item-words">
        <span class="item-title">{title}</span>
        {children}
      </span>
    </a>
  );
}
