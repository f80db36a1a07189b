/**
 * How often the database became another one, by this part of Dolt's journal (dolt, store/nbs/journal_record.go): records
 * with their length (four bytes, big endian) before a field of one byte that says of which kind they are. Undefined when
 * it does not end with the end of a record.
 */
export function rootRecordsIn(bytes: Buffer): number | undefined {
  let roots = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < shortest) return undefined;
    const length = bytes.readUInt32BE(at);
    if (length < shortest || bytes[at + 4] !== kindField) return undefined;
    if (bytes[at + 5] === rootKind) roots += 1;
    at += length;
  }
  return at === bytes.length ? roots : undefined;
}

const kindField = 1;
const rootKind = 1;
/** Length, kind and checksum. */
const shortest = 10;
