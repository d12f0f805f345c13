import { registerCheck } from './check.ts';
import type { RegisterCommand } from './context.ts';
import { registerEvents } from './events.ts';
import { registerExplain } from './explain.ts';
import { registerFixtures } from './fixtures.ts';
import { registerIps } from './ips.ts';
import { registerListen } from './listen.ts';
import { registerReplay } from './replay.ts';
import { registerSchema } from './schema.ts';
import { registerSign } from './sign.ts';
import { registerVerify } from './verify.ts';

/** THE LIST of commands, in the order of the help. */
export const commands: readonly RegisterCommand[] = [
  registerListen,
  registerReplay,
  registerCheck,
  registerIps,
  registerFixtures,
  registerEvents,
  registerExplain,
  registerSchema,
  registerSign,
  registerVerify,
];
