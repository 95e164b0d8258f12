/**
 * The security key, by WebAuthn's PRF extension: 32 bytes that only this key gives, and only to this address. The page alone may ask for them; it hands them
 * to the engine and keeps nothing. Nothing about the key is written on this device: it finds itself by the address.
 */
/** WebAuthn hashes it with a label of its own. */
const SALT = new TextEncoder().encode('gawahi/v1/second');
const ID_SIZE = 16;
/** ES256, EdDSA, RS256: nothing is ever signed for us, but a key must be made to ask it. */
const ALGORITHMS = [-7, -8, -257].map((alg) => ({ type: 'public-key', alg }) as const);

/** What kept a security key from being used, in the words of `keys`. */
export class NoSecurityKey extends Error {
  readonly why: 'key_unsupported' | 'key_not_given';

  constructor(why: 'key_unsupported' | 'key_not_given', cause?: unknown) {
    super(why, { cause });
    this.why = why;
  }
}

const noise = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));

async function asked<Result>(asking: Promise<Result>): Promise<Result> {
  try {
    return await asking;
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    // An address without a name (the desk's 127.0.0.1) can have no entry on a key.
    throw new NoSecurityKey(cause.name === 'SecurityError' || cause.name === 'NotSupportedError' ? 'key_unsupported' : 'key_not_given', cause);
  }
}

function prfOf(credential: Credential | null): AuthenticationExtensionsPRFOutputs | null {
  return credential instanceof PublicKeyCredential ? (credential.getClientExtensionResults().prf ?? null) : null;
}

/** Makes a new entry on the key. Refuses by `NoSecurityKey`. */
export async function enrol(): Promise<void> {
  if (!('PublicKeyCredential' in globalThis)) throw new NoSecurityKey('key_unsupported');
  const made = await asked(
    navigator.credentials.create({
      publicKey: {
        challenge: noise(),
        rp: { name: location.hostname },
        user: { id: noise().slice(0, ID_SIZE), name: 'key', displayName: 'key' },
        pubKeyCredParams: ALGORITHMS,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        extensions: { prf: {} },
      },
    }),
  );
  if (prfOf(made)?.enabled !== true) throw new NoSecurityKey('key_unsupported');
}

/** 32 bytes. Refuses by `NoSecurityKey`. */
export async function askSecurityKey(): Promise<Uint8Array> {
  if (!('PublicKeyCredential' in globalThis)) throw new NoSecurityKey('key_unsupported');
  const given = await asked(navigator.credentials.get({ publicKey: { challenge: noise(), userVerification: 'required', extensions: { prf: { eval: { first: SALT } } } } }));
  const first = prfOf(given)?.results?.first;
  if (first === undefined) throw new NoSecurityKey('key_unsupported');
  return first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice();
}
