/**
 * The last step of the build: integrity on the page's script and style, the list of all files for the service worker, and a brotli twin of each.
 *
 * It refuses a build in which the page would load a script that nothing vouches for.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const PLACE = /(["'`])__PRECACHE__\1/g;
const COMPRESSED = /\.(html|css|js|webmanifest)$/;

export interface PrecachedFile {
  readonly url: string;
  readonly integrity: string;
}

export function integrity(bytes: Uint8Array): string {
  return `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
}

/** Puts an integrity attribute on every script and style sheet of the page; throws if one is inline or comes from elsewhere. */
export function vouch(page: string, read: (url: string) => Uint8Array): string {
  const vouched = page.replace(/<(script|link)\b([^>]*?)\b(src|href)="(\/assets\/[^"]+)"([^>]*)>/g, (_tag, name, before, attribute, url, after) => {
    const kept = `${before}${attribute}="${url}"${after}`.replace(/\s+crossorigin(="[^"]*")?/g, '');
    return `<${name}${kept} integrity="${integrity(read(url))}" crossorigin="anonymous">`;
  });
  for (const tag of vouched.match(/<script\b[^>]*>|<link\b[^>]*stylesheet[^>]*>|<style\b[^>]*>/g) ?? []) {
    if (!tag.includes(' integrity="')) throw new Error(`nothing vouches for ${tag}`);
  }
  return vouched;
}

/** Tells the page the address and digest of the script that is fetched later (src/ui/later.tsx). */
export function announce(page: string, later: string | undefined, read: (url: string) => Uint8Array): string {
  if (later === undefined) throw new Error('the build has no script for the coordinators’ screens');
  return page.replace('</title>', () => `</title>\n<meta name="later" content="${later} ${integrity(read(later))}">`);
}

/** Version and list in the place that sw.ts keeps for them. */
export function fill(worker: string, files: readonly PrecachedFile[]): string {
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const found = worker.match(PLACE)?.length ?? 0;
  if (found !== 1) throw new Error(`sw.js has ${found} places for the list of files, not one`);
  const list = JSON.stringify(JSON.stringify({ version, files }));
  return worker.replace(PLACE, () => list);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.br'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function finish(out: string): void {
  const page = join(out, 'index.html');
  const urlOf = (path: string): string => `/${relative(out, path).split(sep).join('/')}`;
  const read = (url: string): Uint8Array => readFileSync(join(out, url));
  const later = filesBelow(out).map(urlOf).find((url) => url.startsWith('/assets/coordinate-'));
  writeFileSync(page, announce(vouch(readFileSync(page, 'utf8'), read), later, read));
  const worker = join(out, 'sw.js');
  const files = filesBelow(out).filter((path) => path !== worker).map((path) => ({ url: urlOf(path), integrity: integrity(readFileSync(path)) }));
  writeFileSync(worker, fill(readFileSync(worker, 'utf8'), files));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  for (const path of filesBelow(out).filter((name) => COMPRESSED.test(name))) writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), quality));
}

export function precache(): Plugin {
  let out = '';
  return {
    name: 'gawahi-precache',
    apply: 'build',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    writeBundle: { order: 'post', sequential: true, handler: () => finish(out) },
  };
}
