/** What the screens of `later_screens.ts` say in Pashto: fetched with them. */
export { areas, labels, refusals } from './catalogues/ps.json?later';
