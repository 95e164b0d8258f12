/** The language pack of Balochi: all that a first testimony needs to have said. Made of its catalogue by build/languages.ts. */
export { areas, labels, refusals } from './catalogues/bal.json?first';
