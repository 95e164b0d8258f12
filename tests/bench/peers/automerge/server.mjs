// A sync server of automerge-repo, wired as its own automerge-repo-sync-server is (which still pins Automerge 2): files in a folder, shares nothing
// by itself, answers who asks. Arguments: port, folder.
import http from 'node:http';
import { Repo } from '@automerge/automerge-repo';
import { WebSocketServerAdapter } from '@automerge/automerge-repo-network-websocket';
import { NodeFSStorageAdapter } from '@automerge/automerge-repo-storage-nodefs';
import { WebSocketServer } from 'ws';

const [port, folder] = process.argv.slice(2);
const server = http.createServer((_request, answer) => answer.end('ok'));
const sockets = new WebSocketServer({ server, maxPayload: 1 << 30 });
new Repo({ network: [new WebSocketServerAdapter(sockets)], storage: new NodeFSStorageAdapter(folder), peerId: 'server', sharePolicy: () => Promise.resolve(false) });
server.listen(Number(port), '127.0.0.1');
