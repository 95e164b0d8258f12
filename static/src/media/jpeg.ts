/**
 * What a JPEG says beside its picture: place, time, camera, a small copy of the picture, notes. Counts it, and makes a file that says none of it. Knows EXIF
 * (TIFF within APP1), XMP, IPTC and comments; everything that is not needed to draw the picture goes, whatever it is.
 */
import { type Bytes, concat } from '../format/bytes';

export interface Said {
  /** Entries of EXIF, and blocks of anything else. */
  readonly entries: number;
  readonly place: boolean;
}

const NOTHING: Said = { entries: 0, place: false };
const [SOI, EOI, SOS, APP0, APP1, APP15, COM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xef, 0xfe];
/** Of TIFF: pointers to further directories, and the one that leads to the place. */
const [EXIF_IFD, GPS_IFD, INTEROP_IFD] = [0x8769, 0x8825, 0xa005];
const MOST_ENTRIES = 4096;
/** A segment has at most 65,533. */
const TEXT_BYTES = 65_535;

interface Segment {
  readonly marker: number;
  /** From its 0xff on. */
  readonly start: number;
  /** Behind its last byte; of the scan, the first byte behind all its data. */
  readonly end: number;
}

/** Throws a RangeError for what is no whole JPEG. */
function segmentsOf(file: Uint8Array): readonly Segment[] {
  if (file[0] !== 0xff || file[1] !== SOI) throw new RangeError('not a JPEG');
  const found: Segment[] = [];
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] ?? 0;
    if (marker === EOI) return found;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + ((file[at + 2] ?? 0) << 8) + (file[at + 3] ?? 0);
    if (end > file.length) throw new RangeError('a JPEG that was cut short');
    found.push({ marker, start: at, end: marker === SOS ? endOfScan(file, end) : end });
    at = found.at(-1)?.end ?? end;
  }
  if (file[at] === 0xff && file[at + 1] === EOI) return found;
  throw new RangeError('a JPEG that was cut short');
}

/** A scan's data end at a marker that is neither a stuffed zero nor a restart. */
function endOfScan(file: Uint8Array, from: number): number {
  for (let at = from; at + 1 < file.length; at += 1) {
    const next = file[at + 1] ?? 0;
    if (file[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('a JPEG that was cut short');
}

/** JFIF itself (APP0) says nothing but the density; it goes too, because it may hold a small copy. */
const isSaid = ({ marker }: Segment): boolean => (marker >= APP0 && marker <= APP15) || marker === COM;

/** The same picture, byte for byte, and nothing said about it; also nothing behind its end. */
export function clean(file: Uint8Array): Bytes {
  const kept = segmentsOf(file).filter((segment) => !isSaid(segment));
  return concat(Uint8Array.of(0xff, SOI), ...kept.map(({ start, end }) => file.subarray(start, end)), Uint8Array.of(0xff, EOI));
}

/** What is said in the file. JFIF without a small copy is nothing. */
export function saidIn(file: Uint8Array): Said {
  return segmentsOf(file).filter(isSaid).reduce((said, segment) => {
    const more = saidInSegment(file, segment);
    return { entries: said.entries + more.entries, place: said.place || more.place };
  }, NOTHING);
}

function saidInSegment(file: Uint8Array, { marker, start, end }: Segment): Said {
  const content = file.subarray(start + 4, end);
  if (marker === APP0 && content.length <= 14) return NOTHING;
  const isExif = marker === APP1 && String.fromCharCode(...content.subarray(0, 5)) === 'Exif\0';
  if (isExif) return saidInExif(content.subarray(6));
  // XMP is text.
  return { entries: 1, place: marker === APP1 && String.fromCharCode(...content.subarray(0, TEXT_BYTES)).includes('GPSL') };
}

/** A directory that points outside or in a ring ends there: this counts, and what it counts goes in any case. */
function saidInExif(tiff: Uint8Array): Said {
  const little = tiff[0] === 0x49;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const has = (at: number, size: number): boolean => at >= 0 && at + size <= tiff.length;
  const waiting = has(4, 4) ? [view.getUint32(4, little)] : [];
  const passed = new Set<number>();
  let [entries, place] = [0, false];
  for (let directory = waiting.pop(); directory !== undefined && entries < MOST_ENTRIES; directory = waiting.pop()) {
    if (passed.has(directory) || !has(directory, 2)) continue;
    passed.add(directory);
    const count = view.getUint16(directory, little);
    for (let at = directory + 2; at < directory + 2 + 12 * count && has(at, 12); at += 12) {
      const tag = view.getUint16(at, little);
      if (tag === EXIF_IFD || tag === GPS_IFD || tag === INTEROP_IFD) waiting.push(view.getUint32(at + 8, little));
      else entries += 1;
      place ||= tag === GPS_IFD;
    }
    // Behind the first comes that of the small copy; cameras leave anything behind the others.
    const next = directory + 2 + 12 * count;
    if (passed.size === 1 && has(next, 4)) waiting.push(view.getUint32(next, little));
  }
  return { entries, place };
}
