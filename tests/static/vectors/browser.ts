/** The judges for a page in a real browser (tests/web/test_vectors_in_a_browser.py): the same code that vitest runs in Node. */
import { judge } from './judge';
import { judgePublished } from './published';

Object.assign(globalThis, { judge, judgePublished });
