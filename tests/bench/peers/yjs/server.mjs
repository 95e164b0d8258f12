// Hocuspocus, the maintained server of Yjs: one document, kept as one file, as its own examples do. Arguments: port, folder.
import fs from 'node:fs';
import path from 'node:path';
import { Server } from '@hocuspocus/server';
import * as Y from 'yjs';

const [port, folder] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
const settings = {
  port: Number(port),
  address: '127.0.0.1',
  quiet: true,
  debounce: 500,
  maxDebounce: 2000,
  async onLoadDocument({ documentName, document }) {
    const file = path.join(folder, documentName);
    if (fs.existsSync(file)) Y.applyUpdate(document, fs.readFileSync(file));
    return document;
  },
  async onStoreDocument({ documentName, document }) {
    fs.writeFileSync(path.join(folder, documentName), Y.encodeStateAsUpdate(document));
  },
};
await new Server(settings, { maxPayload: 1 << 30 }).listen();
