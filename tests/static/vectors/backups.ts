/** Vectors of what a person keeps of a device's keys: the backup file, the paper's words and its note. */
import { type Backup, type Way, noteLink, noteOfLink } from '../../../static/src/format/backup';
import { hex } from '../../../static/src/format/bytes';
import { asTeamId } from '../../../static/src/format/device';
import { openBackup, openNote, sealBackup, sealNote } from '../../../static/src/seal/backup';
import { seedsOf } from '../../../static/src/seal/device';
import { wordlist } from '../../../static/src/vault/passphrase';
import { rootOf, wordsOf } from '../../../static/src/seal/words';
import { given } from './people';
import { Case, type Json, type Operations } from './plain';

const bytesOrNull = (one: Case, key: string) => (one.json(key) === null ? null : one.bytes(key));
const hexOrNull = (bytes: Uint8Array | null): string | null => (bytes === null ? null : hex(bytes));

function wayOf(one: Case): Way {
  const place = { team: one.text('team'), teamId: asTeamId(one.bytes('team_id')), seq: one.number('seq'), head: one.bytes('head') };
  return { ...place, epoch: one.number('epoch'), epochSecret: one.bytes('epoch_secret'), adminSeed: bytesOrNull(one, 'admin_seed') };
}

function backupOf(one: Case): Backup {
  const keys = { sign: one.bytes('sign'), kem: one.bytes('kem'), root: bytesOrNull(one, 'root'), mailbox: one.bytes('mailbox') };
  return { ...keys, label: one.text('label'), role: one.number('role'), relay: one.text('relay'), way: wayOf(one.map('way')) };
}

function wayJson({ team, teamId, seq, head, epoch, epochSecret, adminSeed }: Way): Json {
  return { seq, epoch, team, team_id: hex(teamId), head: hex(head), epoch_secret: hex(epochSecret), admin_seed: hexOrNull(adminSeed) };
}

function backupJson({ sign, kem, root, label, role, mailbox, relay, way }: Backup): Json {
  return { sign: hex(sign), kem: hex(kem), mailbox: hex(mailbox), root: hexOrNull(root), label, role, relay, way: wayJson(way) };
}

export const backups: Operations = {
  backup: {
    seeds: async (one) => {
      const { sign, kem } = await seedsOf(one.bytes('root'));
      return { sign: hex(sign), kem: hex(kem) };
    },
    words: (one) => wordsOf(one.bytes('root'), wordlist).join(' '),
    root: (one) => hex(rootOf(one.text('typed'), wordlist)),
    open: async (one) => backupJson(await openBackup(one.bytes('file'), one.text('passphrase'))),
    seal: async (one) => {
      const cost = { memoryKib: one.number('memory_kib'), passes: one.number('rounds') };
      return hex(await sealBackup(backupOf(one.map('backup')), one.text('passphrase'), cost, given(one.bytes('salt'), one.bytes('nonce'))));
    },
    open_note: async (one) => wayJson(await openNote(one.bytes('note'), one.bytes('root'))),
    seal_note: async (one) => hex(await sealNote(wayOf(one.map('way')), one.bytes('root'), given(one.bytes('nonce')))),
    link: (one) => {
      const note = noteOfLink(one.text('link'));
      if (one.text('link').includes('#') && noteLink(one.text('relay'), note) !== one.text('link')) throw new Error('written otherwise');
      return hex(note);
    },
  },
};
