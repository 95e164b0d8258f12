/** Curve25519 in JavaScript: a script of its own, which only a browser fetches that cannot sign or exchange keys itself. */
export { ed25519, x25519 } from '@noble/curves/ed25519.js';
