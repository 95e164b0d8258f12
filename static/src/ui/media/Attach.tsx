/** Voice and pictures of the record that is being written. What the witness did not agree to is not offered. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import './media.css';
import { walk } from '../../capture/tree';
import type { Attached } from '../../journey/media';
import { engine } from '../engine';
import type { Session } from '../capture/session';
import { useAction } from '../parts/action';
import { RefusalNotice } from '../parts/RefusalNotice';
import { AttachedList } from './Attached';
import { Pictures } from './Pictures';
import { Voice } from './Voice';
import { w } from './words';

/** A form that asks for it must have a yes; one that does not ask leaves it to the consent to the record itself. */
function isAgreed({ tree }: Session, question: string): boolean {
  const asked = walk(tree.value.items).find(({ node }) => node.n === question);
  return asked === undefined || asked.answer === 'yes';
}

export function Attach({ session }: { readonly session: Session }) {
  const items = useSignal<readonly Attached[]>([]);
  const current = useSignal<string | null>(null);
  const load = useAction(async () => {
    items.value = await engine.attached(session.draftId);
  });
  // A draft that was never stored has none, and is known to nobody.
  const changed = (): void => {
    if (session.saved.peek().state !== 'nothing') load.run();
  };
  useEffect(changed, [session]);
  const place = items.value.reduce((most, { media }) => Math.max(most, Number.parseInt(media.slice(0, 8), 16)), 0) + 1;
  return (
    <section class="card stack media" aria-labelledby="media">
      <h2 id="media">{w('title')}</h2>
      {isAgreed(session, 'c_audio') ? <Voice session={session} place={place} changed={changed} current={current} /> : <p class="soft">{w('ask_audio')}</p>}
      {isAgreed(session, 'c_photo') ? <Pictures session={session} place={place + 1} changed={changed} /> : <p class="soft">{w('ask_photo')}</p>}
      <AttachedList draftId={session.draftId} items={items.value.filter(({ media }) => media !== current.value)} changed={changed} />
      <RefusalNotice refusal={load.refusal} />
    </section>
  );
}
