import { withBothWays } from './both-ways.ts';
import { measureBundles } from './bundle.ts';
import { measureConversation } from './conversation.ts';
import { measureLatency } from './latency.ts';
import { measureMemory, SHARES } from './memory.ts';
import { measureRestoring } from './restoring.ts';

/*
 * `npm run bench`: what the gateway costs. Times of one machine; only what stands in one run can be compared.
 */

const ms = (value: number): string => value.toFixed(2).padStart(9);

const { latency, conversation } = await withBothWays(async (ways) => ({
  latency: await measureLatency(ways),
  conversation: await measureConversation(ways),
}));

console.log('\nWhat the gateway adds, in ms: the same client, with and without it, in turn');
console.log(
  `${''.padEnd(30)}${'direct p50'.padStart(12)}${'p99'.padStart(9)}${'gateway p50'.padStart(13)}${'p99'.padStart(9)}${'added p50'.padStart(11)}${'p99'.padStart(9)}`,
);
for (const { what, direct, gateway } of latency) {
  const added = [gateway[0] - direct[0], gateway[1] - direct[1]] as const;
  console.log(
    `${what.padEnd(30)}   ${ms(direct[0])}${ms(direct[1])}    ${ms(gateway[0])}${ms(gateway[1])}  ${ms(added[0])}${ms(added[1])}`,
  );
}

console.log('\nWhat the gateway adds to a turn of a conversation by previous_response_id, ms, p50');
const { early, late } = conversation;
for (const { turn, ms: added } of [early, late]) console.log(`${`turn ${turn}`.padEnd(30)}   ${ms(added)}`);
console.log(`${`turn ${late.turn} / turn ${early.turn}`.padEnd(30)}   ${ms(late.ms / early.ms)}`);

console.log('\nPutting values back, MB/s');
for (const { what, megabytesPerSecond } of measureRestoring()) {
  console.log(`${what.padEnd(34)}${megabytesPerSecond.toFixed(1).padStart(8)}`);
}

console.log('\nBundles');
for (const { handler, kilobytes, coldImportMs } of await measureBundles()) {
  console.log(
    `${handler.padEnd(22)}${String(kilobytes).padStart(8)} KB   cold import ${coldImportMs.toFixed(0).padStart(5)} ms`,
  );
}

console.log('\nProcessor time of a request, what it is at a function’s memory in Lambda, and peak memory');
console.log(
  `${''.padEnd(34)}${'CPU ms'.padStart(9)}${SHARES.map(([mb]) => `${mb} MB`.padStart(10)).join('')}${'peak MB'.padStart(9)}`,
);
for (const { handler, size, cpuMs, peakMb, answered } of await measureMemory()) {
  const times = SHARES.map(([, share]) => (cpuMs / share).toFixed(0).padStart(10)).join('');
  const note = answered ? '' : '  (not answered)';
  console.log(
    `${`${handler}, ${size}`.padEnd(34)}${cpuMs.toFixed(0).padStart(9)}${times}${peakMb.toFixed(0).padStart(9)}${note}`,
  );
}
