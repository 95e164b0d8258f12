/** The real relay: `gawahi serve`, and `gawahi hub` beside it, in processes of their own, on free ports and with a data folder of their own. */
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

const answers = (url: string): Promise<boolean> => fetch(`${url}/api/v1/health`).then(({ ok }) => ok, () => false);

/** A process that answers at this address. */
async function started(command: 'serve' | 'hub', data: string): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = spawn(join(ROOT, '.venv/bin/python'), ['-m', 'server', command, '--port', String(port), '--data', data], { cwd: ROOT, stdio: 'ignore' });
  for (let tries = 0; !(await answers(url)); tries += 1) {
    if (tries === START_TRIES || process.exitCode !== null) throw new Error(`gawahi ${command} did not start`);
    await sleep(50);
  }
  return { url, process };
}

export class ServedRelay {
  readonly url: string;
  /** Where `watch` is answered; null without a hub. */
  hub: string | null = null;
  readonly #folder: string;
  readonly #processes: ChildProcess[];

  private constructor(url: string, folder: string, process: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.#processes = [process];
  }

  static async start(): Promise<ServedRelay> {
    const folder = await mkdtemp(join(tmpdir(), 'gawahi-relay-'));
    const { url, process } = await started('serve', join(folder, 'data'));
    return new ServedRelay(url, folder, process);
  }

  async startHub(): Promise<void> {
    const { url, process } = await started('hub', join(this.#folder, 'data'));
    this.hub = url;
    this.#processes.push(process);
  }

  /** As behind a proxy that gives the hub its place. */
  readonly send = (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(url);
    return fetch((pathname.endsWith('/watch') && this.hub !== null ? this.hub : this.url) + pathname + search, init);
  };

  async stop(): Promise<void> {
    const ended = this.#processes.map((process) => once(process, 'exit'));
    for (const process of this.#processes) process.kill();
    await Promise.all(ended);
    await rm(this.#folder, { recursive: true });
  }
}
