/** The journey of voice and pictures, call by call: what each of them does stands in `slices.ts` and `media.ts`. */
import type { MediaJourney } from '../journey/media';
import type { Inside } from './inside';
import { openMedia } from './media';
import { attached, keepSlice, readAttached, removeAttached } from './slices';

/** Says nothing of what it keeps: the screen that records is the screen that shows it. */
export function mediaJourney(inside: Inside): MediaJourney {
  return {
    keepSlice: (draftId, slice) => inside.turn((session) => keepSlice(session, draftId, slice)),
    attached: (draftId) => inside.turn((session) => attached(session, draftId)),
    readAttached: (draftId, media) => inside.turn((session) => readAttached(session, draftId, media)),
    removeAttached: (draftId, media) => inside.turn((session) => removeAttached(session, draftId, media)),
    // Speaks with the relay, and must not hold a turn that the exchange waits for.
    openMedia: (record, media, valueId) => openMedia(inside.held(), record, media, valueId),
  };
}
