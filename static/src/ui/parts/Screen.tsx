/** One screen: its heading takes the focus when it appears, so that a screen reader starts there. The page's title never tells what is on it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './Icon';
import { w } from './words';

export interface ScreenProps {
  readonly title: string;
  /** Hash of the screen that this one was opened from. */
  readonly back?: string;
  /** Stands before the heading, at the very top. */
  readonly above?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Screen({ title, back, above, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main class="screen">
      <header class="screen-head">
        {above}
        {back !== undefined && (
          <a class="back" href={back}>
            <Icon name="back" />
            <span>{w('back')}</span>
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </h1>
      </header>
      {children}
    </main>
  );
}
