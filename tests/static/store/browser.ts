/** The store of the browser for a page in a real one (tests/web/test_store.py). */
import { openIndexedStore } from '../../../static/src/store/indexed';
import { TABLES } from '../../../static/src/store/store';
import { adoptOldRows } from '../../../static/src/story/chaff';
import { Locker } from '../../../static/src/vault/locker';

const random = (size: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(size));
Object.assign(globalThis, { openIndexedStore, TABLES, Locker, adoptOldRows, random });
