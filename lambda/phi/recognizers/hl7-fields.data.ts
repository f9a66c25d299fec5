/** What a field of an HL7 v2 segment holds, as its data types CX, XPN, XCN, XAD, XTN, TS and HD say. */
export type Hl7Kind = 'id' | 'name' | 'provider' | 'address' | 'phone' | 'date' | 'site';

const fields = (kinds: Partial<Record<Hl7Kind, readonly number[]>>): ReadonlyMap<number, Hl7Kind> => {
  const table = new Map<number, Hl7Kind>();
  for (const kind of ['id', 'name', 'provider', 'address', 'phone', 'date', 'site'] as const) {
    for (const field of kinds[kind] ?? []) table.set(field, kind);
  }
  return table;
};

/** HL7 v2.5.1, chapters 2, 3, 4, 6, 7, 9 and 10: by segment, the numbers of the fields that identify somebody. */
export const HL7_FIELDS: ReadonlyMap<string, ReadonlyMap<number, Hl7Kind>> = new Map([
  ['MSH', fields({ site: [4, 6], date: [7], id: [10] })],
  ['EVN', fields({ date: [2, 3, 6], provider: [5], site: [7] })],
  [
    'PID',
    fields({
      id: [2, 3, 4, 18, 19, 20, 21],
      name: [5, 6, 9],
      date: [7, 29, 33],
      address: [11],
      site: [12, 23],
      phone: [13, 14],
    }),
  ],
  ['PD1', fields({ site: [3], provider: [4] })],
  ['MRG', fields({ id: [1, 2, 3, 4, 5, 6], name: [7] })],
  [
    'NK1',
    fields({
      name: [2, 26, 30],
      address: [4, 32],
      phone: [5, 6, 31],
      date: [8, 9, 16],
      id: [12, 33, 37],
      site: [13],
    }),
  ],
  ['PV1', fields({ provider: [7, 8, 9, 17, 52], id: [5, 19, 50], date: [44, 45] })],
  ['PV2', fields({ date: [8, 9, 33, 47], provider: [13] })],
  [
    'IN1',
    fields({
      id: [2, 8, 10, 36, 49],
      address: [5, 19, 44],
      name: [6, 16],
      phone: [7],
      date: [12, 13, 18, 24, 29],
    }),
  ],
  [
    'IN2',
    fields({
      id: [1, 2, 6, 8, 10, 25, 26, 61],
      name: [3, 7, 9, 22, 40, 49, 52],
      phone: [58, 63, 64],
      date: [17],
    }),
  ],
  [
    'GT1',
    fields({
      id: [2, 12, 19],
      name: [3, 4, 16, 42],
      address: [5, 17],
      phone: [6, 7, 18],
      date: [8, 13, 14],
    }),
  ],
  ['ORC', fields({ id: [2, 3, 4], date: [9, 15], provider: [10, 11, 12], phone: [14], address: [22, 24] })],
  [
    'OBR',
    fields({ id: [2, 3, 18, 19, 20, 21], date: [6, 7, 8, 14, 22, 36], provider: [10, 16, 28], phone: [17] }),
  ],
  ['OBX', fields({ date: [14, 19], provider: [16], id: [18], site: [23], address: [24] })],
  ['SPM', fields({ id: [2, 3], date: [17, 18] })],
  ['DG1', fields({ date: [5, 19], provider: [16] })],
  ['PR1', fields({ date: [5], provider: [8, 11, 12] })],
  ['AL1', fields({ date: [6] })],
  ['ACC', fields({ date: [1] })],
  ['TXA', fields({ date: [4, 6, 7, 8], provider: [5, 9, 10, 22], id: [12, 13, 14] })],
  ['SCH', fields({ id: [1, 2], provider: [12, 16, 20], phone: [13, 17], address: [14] })],
  ['RXA', fields({ date: [3, 4], provider: [10], id: [15] })],
  ['RXE', fields({ id: [15], provider: [13, 14], date: [18] })],
  ['FT1', fields({ id: [2], date: [4, 5], provider: [20, 21], site: [16] })],
  ['ROL', fields({ provider: [4], date: [5, 6], address: [11], phone: [12] })],
  ['CTD', fields({ name: [2], address: [3], phone: [5] })],
  ['STF', fields({ id: [2], name: [3], date: [6], phone: [10], address: [11] })],
]);
