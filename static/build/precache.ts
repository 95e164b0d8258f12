/**
 * The last step of the build: integrity on the page's script and style, the list of all files for the service worker, and a brotli twin of each.
 *
 * It refuses a build in which the page would load a script that nothing vouches for.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const PLACE = /(["'`])__PRECACHE__\1/g;
/** What a team may give another form (server/naming.py), and the icons that it may choose from: no phone is told their hashes. */
const VARIABLE = /^\/(manifest\.webmanifest|name\.json|icon-[\w-]+\.png|icons\/.*)$/;
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

export interface LaterFile {
  /** What `vouched` is asked for (src/ui/vouched.ts); a script and its style share it. */
  readonly name: string;
  readonly url: string;
}

/** What the build knows of a script. */
export interface Script {
  readonly fileName: string;
  readonly name: string;
  readonly imports: readonly string[];
  readonly isEntry: boolean;
  readonly isDynamicEntry: boolean;
  /** Style sheets that belong to it. */
  readonly styles: readonly string[];
}

/** Everything that the page may fetch later. Throws if the page would fetch a script that nothing can vouch for. */
export function laterFiles(scripts: readonly Script[]): readonly LaterFile[] {
  const entries = new Set(scripts.filter((script) => script.isEntry).map((script) => script.fileName));
  const later = scripts.filter((script) => !script.isEntry);
  const names = new Set(later.map((script) => script.name));
  if (names.size !== later.length) throw new Error('two scripts that are fetched later have one name');
  return later.flatMap(({ name, fileName, imports, isDynamicEntry, styles }) => {
    const strange = isDynamicEntry ? imports.find((other) => !entries.has(other)) : fileName;
    if (strange !== undefined) throw new Error(`nothing vouches for ${strange}: it is shared by scripts and asked for by none`);
    return [fileName, ...styles].map((file) => ({ name, url: `/${file}` }));
  });
}

/** Tells the page the addresses and digests of what it may fetch later. */
export function announce(page: string, later: readonly LaterFile[], read: (url: string) => Uint8Array): string {
  const entries = later.map(({ name, url }) => `\n<meta name="later" content="${name} ${url} ${integrity(read(url))}">`);
  return page.replace('</title>', () => `</title>${entries.join('')}`);
}

/** Version and list in the place that sw.ts keeps for them. */
export function fill(worker: string, files: readonly PrecachedFile[]): string {
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 32);
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

function finish(out: string, scripts: readonly Script[]): void {
  const page = join(out, 'index.html');
  const urlOf = (path: string): string => `/${relative(out, path).split(sep).join('/')}`;
  const read = (url: string): Uint8Array => readFileSync(join(out, url));
  writeFileSync(page, announce(vouch(readFileSync(page, 'utf8'), read), laterFiles(scripts), read));
  const worker = join(out, 'sw.js');
  const files = filesBelow(out).filter((path) => path !== worker && !VARIABLE.test(urlOf(path))).map((path) => ({ url: urlOf(path), integrity: integrity(readFileSync(path)) }));
  writeFileSync(worker, fill(readFileSync(worker, 'utf8'), files));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  for (const path of filesBelow(out).filter((name) => COMPRESSED.test(name))) writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), quality));
}

function scriptOf(file: Rolldown.OutputChunk | Rolldown.OutputAsset): readonly Script[] {
  if (file.type !== 'chunk') return [];
  return [{ ...file, styles: [...(file.viteMetadata?.importedCss ?? [])] }];
}

/** Vite's own way to fetch a script later would add style sheets that nothing vouches for; src/ui/vouched.ts has fetched all by then. */
export function plainImports(): Plugin {
  return {
    name: 'gawahi-plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
  };
}

export function precache(): Plugin {
  let out = '';
  return {
    name: 'gawahi-precache',
    apply: 'build',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    writeBundle: { order: 'post', sequential: true, handler: (_options, bundle) => finish(out, Object.values(bundle).flatMap(scriptOf)) },
  };
}
