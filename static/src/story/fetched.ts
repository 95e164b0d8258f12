/** The calls that the engine learns when its second script was fetched: keys, and voice and pictures. */
import type { Fetched } from '../journey';
import type { Inside } from './inside';
import { type Enter, keysJourney } from './keys';
import { mediaJourney } from './media_calls';
import type { World } from './world';

export function fetchedJourney(world: World, inside: Inside, enter: Enter): Fetched {
  return { ...keysJourney(world, inside, enter), ...mediaJourney(inside) };
}
