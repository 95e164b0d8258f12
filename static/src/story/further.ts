/** What only some phones do: send media, keep to a data budget, carry for others. A script of its own, so that a phone's first load is small. */
export { keepChunks, openFile, sendMedia } from './media';
