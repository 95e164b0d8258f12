/** What the screens of `later_screens.ts` say in Balochi: fetched with them. */
export { areas, labels, refusals } from './catalogues/bal.json?later';
