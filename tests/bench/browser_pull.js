// Drives the app's engine from a page without screens, and measures what the browser's own ciphers take, in a worker as the engine is.
(() => {
  // What a testimony of 2 KB comes to when it is sealed, and what of it is signed.
  const SEALED_BYTES = 1232;
  const SIGNED_BYTES = 85;
  let worker = null;
  let calls = 0;
  const waiting = new Map();

  async function address() {
    const page = await (await fetch('/')).text();
    const [, script] = /src="(\/assets\/main-[\w-]+\.js)"/.exec(page);
    return /\/assets\/worker-[\w-]+\.js/.exec(await (await fetch(script)).text())[0];
  }

  function receive({ data }) {
    const call = waiting.get(data.id);
    if (call === undefined) return;
    waiting.delete(data.id);
    if ('ok' in data) call.resolve(data.ok);
    else call.reject(new Error(`${data.refusal}: ${data.detail}`));
  }

  async function native(count) {
    const { subtle } = crypto;
    const signer = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const signed = crypto.getRandomValues(new Uint8Array(SIGNED_BYTES));
    const signature = await subtle.sign('Ed25519', signer.privateKey, signed);
    const box = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: new Uint8Array(126) };
    const sealed = await subtle.encrypt(box, key, new Uint8Array(SEALED_BYTES - 16));
    for (let one = 0; one < count; one += 1) {
      await subtle.decrypt(box, key, sealed);
      if (!(await subtle.verify('Ed25519', signer.publicKey, signature, signed))) throw new Error('not verified');
    }
  }

  globalThis.engine = {
    async start() {
      this.stop();
      worker = new Worker(await address(), { type: 'module' });
      worker.addEventListener('message', receive);
    },
    stop() {
      worker?.terminate();
      worker = null;
    },
    call(method, args) {
      calls += 1;
      const id = calls;
      const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, method, args });
      return answer;
    },
    native(count) {
      const source = `const SEALED_BYTES = ${SEALED_BYTES}, SIGNED_BYTES = ${SIGNED_BYTES};
        (${native.toString()})(${count}).then(() => postMessage(null), (cause) => postMessage(String(cause)));`;
      const bench = new Worker(URL.createObjectURL(new Blob([source])));
      return new Promise((resolve, reject) => {
        bench.onmessage = ({ data }) => (bench.terminate(), data === null ? resolve() : reject(new Error(data)));
        bench.onerror = (failure) => reject(new Error(failure.message));
      });
    },
  };
})();
