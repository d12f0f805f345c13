import { judgeSubscription } from '../../graph/subscription/findings.ts';
import { readFacts } from '../../graph/subscription/read-facts.ts';
import { openGraph } from '../open-graph.ts';
import type { MetaGuideOptions } from './meta-guide.ts';

interface AskOptions extends MetaGuideOptions {
  readonly phoneId: string | undefined;
  readonly publicUrl: string | undefined;
}

/** The switches at Meta, judged from where this `listen` stands. Throws what a command would end with. */
export async function askSubscription(options: AskOptions): Promise<void> {
  const { command, appSecret, stream, io, signal, phoneId, publicUrl } = options;
  const client = await openGraph(command, io, stream.emit, { appSecret, signal });
  try {
    const answer = await readFacts({ client, wanted: { phoneId }, appSecret });
    if (answer.kind === 'failed') throw new Error(answer.error.sentence);
    if (answer.kind === 'which-account') {
      const accounts = answer.accountIds.join(', ');
      throw new Error(
        `The token may see several accounts (${accounts}): wa-webhook subscription --waba ID asks for one.`,
      );
    }
    const judged = judgeSubscription({ facts: answer.facts, listener: { publicUrl }, nowMs: io.now().getTime() });
    for (const each of judged.switches) stream.emit(each);
    stream.emit(judged.summary);
  } finally {
    client.close();
  }
}
