import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareForwarding, measureMemory } from './forwarding.mjs';
import { compareListStartUp, compareLists, listLines } from './ips.mjs';
import { compareReceivers } from './receivers.mjs';
import { forwardingLines, memoryLines, receiverLines, startUpLines } from './report.mjs';
import { compareStartUp } from './start-up.mjs';

/** `npm run bench`: our receiver, our start-up and our list beside what they are measured by. Some two minutes; Linux, for /proc. */
const folder = await mkdtemp(join(tmpdir(), 'wa-webhook-bench-'));
try {
  const small = await compareReceivers({
    fixture: 'text',
    size: '1kb',
    connections: 16,
    requests: 10_000,
    rounds: 9,
    folder,
  });
  const large = await compareReceivers({
    fixture: 'history',
    size: '3mb',
    connections: 2,
    requests: 50,
    rounds: 5,
    folder,
  });
  print(receiverLines(small, large));
  const forwarding = { size: '1kb', requests: 2_000, rounds: 5, folder };
  print(
    forwardingLines([
      await compareForwarding({ ...forwarding, connections: 1 }),
      await compareForwarding({ ...forwarding, connections: 16 }),
    ]),
  );
  print(memoryLines(await measureMemory({ size: '3mb', connections: 64, requests: 192, folder })));
  print(startUpLines(await compareStartUp({ rounds: 15, folder })));
  print(listLines(await compareLists({ rounds: 7 })));
  print(startUpLines(await compareListStartUp({ rounds: 31, folder })));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function print(lines) {
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
