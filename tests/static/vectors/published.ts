/**
 * Runs the vectors that others published (tests/vectors/published) against the libraries and platform that this app seals with. A pure function of
 * the files, so that it runs in Node and in a real browser, where other code does the work.
 */
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { argon2id } from 'hash-wasm';
import { type AEAD, CipherSuite, KDF_HKDF_SHA256 } from 'hpke';
import { concat, equal, hex, utf8 } from '../../../static/src/format/bytes';
import { isRefusal } from '../../../static/src/format/refusals';
import { aeadOpen, aeadSeal, kdf } from '../../../static/src/seal/primitives';
import { nobleVerify, verify } from '../../../static/src/seal/signing';
import { exchangeKey, nobleExchangeKey } from '../../../static/src/seal/x25519';
import { encapsulate, kemPublicKey, xwingKem } from '../../../static/src/seal/xwing';
import { Case, type Json, type Verdict, isMap, listOf } from './plain';

/** What our key schedule must agree with: X-Wing with HKDF-SHA256. The AEAD of the published suite is another; only its keys are compared. */
const KEM = 0x647a;
const KDF = 1;

/** Null for a case of other parameters than the protocol's. */
type Check = (one: Case) => Promise<boolean | null>;

/** `text`: the file's content. An unknown name gives no verdicts, and so do cases of algorithms that we do not have. */
export async function judgePublished(name: string, text: string): Promise<readonly Verdict[]> {
  const json: Json = JSON.parse(text);
  const check = CHECKS[name];
  if (check === undefined) return [];
  const verdicts: Verdict[] = [];
  for (const [place, one] of casesOf(json).entries()) {
    const ok = await check(one);
    if (ok === null) continue;
    const said = one.has('tcId') ? `${one.number('tcId')} ${one.has('comment') ? one.text('comment') : ''}` : `${place}`;
    verdicts.push({ file: name, name: said, ok, got: ok ? '' : `not ${String(one.fields['result'] ?? 'as published')}` });
  }
  return verdicts;
}

/** Wycheproof's groups are spread over their tests, so that each case knows all it needs. */
function casesOf(json: Json): readonly Case[] {
  if (!isMap(json)) return listOf(json).filter(isMap).map((fields) => new Case(fields, {}));
  return new Case(json, {}).maps('testGroups').flatMap((group) => group.maps('tests').map(({ fields }) => new Case({ ...group.fields, tests: null, ...fields }, {})));
}

const CHECKS: Readonly<Record<string, Check>> = {
  'argon2id.json': checkArgon2,
  'xwing.json': checkXwing,
  'hpke-pq.json': checkHpke,
  'wycheproof_aes_gcm.json': checkAesGcm,
  'wycheproof_ed25519.json': checkEd25519,
  'wycheproof_x25519.json': checkX25519,
  'wycheproof_hkdf_sha256.json': checkHkdf,
  'wycheproof_mlkem_768.json': checkMlKem,
  'wycheproof_mlkem_768_encaps.json': checkEncapsulation,
};

async function checkXwing(one: Case): Promise<boolean> {
  const seed = one.bytes('seed');
  const { shared_secret: sharedSecret, enc } = await encapsulate(one.bytes('pk'), one.bytes('eseed'));
  const kem = xwingKem()();
  const opened = await kem.Decap(one.bytes('ct'), await kem.DeserializePrivateKey(seed, false), undefined);
  const secrets = [sharedSecret, opened].every((secret) => equal(secret, one.bytes('ss')));
  return secrets && equal(await kemPublicKey(seed), one.bytes('pk')) && equal(enc, one.bytes('ct'));
}

/** The whole of HPKE but for the last step: shared secret, key, every nonce, every exported value. */
async function checkHpke(one: Case): Promise<boolean | null> {
  if (one.number('kem_id') !== KEM || one.number('kdf_id') !== KDF) return null;
  const seen: string[] = [];
  const note = async (key: Uint8Array, nonce: Uint8Array): Promise<Uint8Array> => {
    seen.push(`${hex(key)} ${hex(nonce)}`);
    return new Uint8Array(16);
  };
  const aead = (): AEAD => ({ id: one.number('aead_id'), type: 'AEAD', name: 'noted', Nk: 32, Nn: 12, Nt: 16, Seal: note, Open: note });
  const suite = new CipherSuite(xwingKem(), KDF_HKDF_SHA256, aead);
  const key = await suite.DeserializePrivateKey(one.bytes('skRm'), false);
  const context = await suite.SetupRecipient(key, one.bytes('enc'), { info: one.bytes('info') });
  const wanted: string[] = [];
  for (const { fields } of one.maps('encryptions')) {
    const encryption = new Case(fields, {});
    wanted.push(`${one.text('key')} ${encryption.text('nonce')}`);
    await context.Open(encryption.bytes('ct'), encryption.bytes('aad'));
  }
  for (const exported of one.maps('exports')) {
    wanted.push(exported.text('exported_value'));
    seen.push(hex(await context.Export(exported.bytes('exporter_context'), exported.number('L'))));
  }
  return wanted.join() === seen.join() && equal(await kemPublicKey(one.bytes('skRm')), one.bytes('pkRm'));
}

/** With the sizes that the protocol uses, which are the only ones that can be asked for. */
async function checkAesGcm(one: Case): Promise<boolean | null> {
  if (one.number('keySize') !== 256 || one.number('ivSize') !== 96 || one.number('tagSize') !== 128) return null;
  const box = concat(one.bytes('ct'), one.bytes('tag'));
  const [key, nonce, additional] = [one.bytes('key'), one.bytes('iv'), one.bytes('aad')];
  if (one.text('result') === 'valid') {
    return equal(await aeadSeal(key, nonce, one.bytes('msg'), additional), box) && equal(await aeadOpen(key, nonce, box, additional), one.bytes('msg'));
  }
  return aeadOpen(key, nonce, box, additional).then(
    () => false,
    (cause: unknown) => isRefusal(cause) && cause.name === 'damaged',
  );
}

/** The platform's Ed25519 and the one that stands in for it must judge alike. */
async function checkEd25519(one: Case): Promise<boolean> {
  const publicKey = one.map('publicKey').bytes('pk');
  const [signature, message] = [one.bytes('sig'), one.bytes('msg')];
  const valid = one.text('result') === 'valid';
  const stand = signature.length === 64 && (await nobleVerify(publicKey, signature, message));
  return (await verify(publicKey, signature, message)) === valid && stand === valid;
}

/** The platform's X25519 and the one that stands in for it must agree alike. */
async function checkX25519(one: Case): Promise<boolean> {
  for (const make of [exchangeKey, nobleExchangeKey]) {
    const key = await make(one.bytes('private'));
    const shared = await key.agree(one.bytes('public')).catch(() => null);
    // A shared secret of zeros is "acceptable" to the vectors and refused by us.
    if (shared === null ? one.text('result') !== 'acceptable' : !equal(shared, one.bytes('shared'))) return false;
  }
  return true;
}

async function checkHkdf(one: Case): Promise<boolean> {
  const hkdf = KDF_HKDF_SHA256();
  const key = concat(await hkdf.Extract(one.bytes('salt'), one.bytes('ikm')));
  // Our own one-block Expand, under its own label, against HPKE's.
  const label = concat(utf8('gawahi/v1/'), utf8('slot0'));
  if (!equal(await kdf(key, 'slot0'), await hkdf.Expand(key, label, 32))) return false;
  return hkdf.Expand(key, one.bytes('info'), one.number('size')).then(
    (expanded) => one.text('result') === 'valid' && equal(expanded, one.bytes('okm')),
    () => one.text('result') === 'invalid',
  );
}

async function checkMlKem(one: Case): Promise<boolean> {
  const opened = attempt(() => {
    const { publicKey, secretKey } = ml_kem768.keygen(one.bytes('seed'));
    return equal(publicKey, one.bytes('ek')) && equal(ml_kem768.decapsulate(one.bytes('c'), secretKey), one.bytes('K'));
  });
  return one.text('result') === 'valid' ? opened === true : opened !== true;
}

async function checkEncapsulation(one: Case): Promise<boolean> {
  const sealed = attempt(() => {
    const { cipherText, sharedSecret } = ml_kem768.encapsulate(one.bytes('ek'), one.bytes('m'));
    return equal(cipherText, one.bytes('c')) && equal(sharedSecret, one.bytes('K'));
  });
  return one.text('result') === 'valid' ? sealed === true : sealed === null;
}

/** Null if the library throws, which is how it refuses. */
function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}

/** The reference implementation's own test. */
async function checkArgon2(one: Case): Promise<boolean> {
  const costs = { iterations: one.number('rounds'), memorySize: one.number('memory_kib'), parallelism: one.number('lanes') };
  const got = await argon2id({ password: one.text('password'), salt: utf8(one.text('salt')), ...costs, hashLength: 32, outputType: 'hex' });
  return got === one.text('hash');
}
