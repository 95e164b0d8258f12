/** Starts the app: tells the screens where the engine lives, draws the first one, and lets the service worker keep a copy of it all. */
import { start } from './ui/App';
// oxlint-disable-next-line import/default -- with this suffix the build gives the file's address, and `vite/client` its type
import workerUrl from './worker.ts?worker&url';

void start(workerUrl);
