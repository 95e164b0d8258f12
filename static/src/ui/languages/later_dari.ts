/** What the screens of `later_screens.ts` say in Dari: fetched with them. */
export { areas, labels, refusals } from './catalogues/fa-AF.json?later';
