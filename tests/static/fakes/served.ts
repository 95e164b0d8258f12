/** The real relay: `gawahi serve` in a process of its own, on a free port and with a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const START_TRIES = 300;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export class ServedRelay {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(...options: readonly string[]): Promise<ServedRelay> {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'gawahi-relay-'));
    const command = ['-m', 'server', 'serve', '--port', String(port), '--data', join(folder, 'data'), ...options];
    const served = new ServedRelay(`http://127.0.0.1:${port}`, spawn(join(ROOT, '.venv/bin/python'), command, { cwd: ROOT, stdio: 'ignore' }), folder);
    for (let tries = 0; !(await served.#answers()); tries += 1) {
      if (tries === START_TRIES || served.#process.exitCode !== null) throw new Error('the relay did not start');
      await sleep(50);
    }
    return served;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
    await rm(this.#folder, { recursive: true });
  }

  async #answers(): Promise<boolean> {
    return fetch(`${this.url}/api/v1/health`).then(({ ok }) => ok, () => false);
  }
}
