/** What the screens of `later_screens.ts` say in Arabic: fetched with them. */
export { areas, labels, refusals } from './catalogues/ar.json?later';
