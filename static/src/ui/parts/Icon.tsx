/** Small line drawings that stand beside words, never in their place: hidden from screen readers. */
const SHAPES = {
  back: 'M14.5 5 7.5 12l7 7',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  info: 'M12 11v6M12 7.2v.1M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  warning: 'M12 9v5M12 17.2v.1M12 3.5 2.5 20h19L12 3.5Z',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5ZM12 7.5v6M12 16.7v.1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  draft: 'M5 19l1-4L16.5 4.5l3 3L9 18l-4 1ZM14.5 6.5l3 3',
  sealed: 'M4 6h16v12H4zM4 7l8 6 8-6',
  delivered: 'M4 13v6h16v-6M12 15V4M8 8l4-4 4 4',
  readable: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  record: 'M12 4v16M4 12h16',
  inbox: 'M4 13.5 6.5 5h11L20 13.5V19H4v-5.5Zm0 0h5a3 3 0 0 0 6 0h5',
  people: 'M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM3 19c.5-3.5 2.8-5 6-5s5.5 1.5 6 5M16 5.3a3 3 0 0 1 0 5.4M17.5 14.3c2 .6 3.2 2.1 3.5 4.7',
  share: 'M12 15V4M8 8l4-4 4 4M6 11H5v9h14v-9h-1',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM9 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  clock: 'M12 7v5.5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  refresh: 'M19.5 12A7.5 7.5 0 1 1 17 6.4M17.5 3v4h-4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  try: 'M8 5v14l11-7L8 5Z',
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
