import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ReadBody } from './read-body.ts';
import { textReply } from './reply.ts';
import { send } from './write-reply.ts';

/** Our own check of how large a body passes: its digest back, and nothing kept, told or forwarded. */
export async function answerOwnBody(read: ReadBody, response: ServerResponse): Promise<void> {
  if (read.kind === 'whole') {
    await send(response, textReply(200, createHash('sha256').update(read.rawBody).digest('hex')));
    return;
  }
  response.destroy();
}
