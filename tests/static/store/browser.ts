/** The store of the browser for a page in a real one (tests/web/test_store.py). */
import { openIndexedStore } from '../../../static/src/store/indexed';
import { TABLES } from '../../../static/src/store/store';

Object.assign(globalThis, { openIndexedStore, TABLES });
