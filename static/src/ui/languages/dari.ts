/** The language pack of Dari: all that a first testimony needs to have said. Made of its catalogue by build/languages.ts. */
export { areas, labels, refusals } from './catalogues/fa-AF.json?first';
