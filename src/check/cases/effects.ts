import { isObject, listIn, objectIn, objectsIn } from '../../webhook/json-view.ts';
import type { CheckCase, Fault, NotApplicable, Outcome } from '../case.ts';
import { type Kit, textMessage } from '../kit.ts';
import { fault } from '../rules.ts';

const TWICE = 'Your user gets the same answer twice, and with an assistant behind it you pay twice.';

const STATUSES = ['statuses/sent', 'statuses/delivered', 'statuses/read'];

function repliesIn({ sent }: Outcome): number {
  return sent.filter(({ kind }) => kind === 'message').length;
}

/** Nothing to judge where the app answers no message at all. */
const SILENT: NotApplicable = {
  kind: 'not-applicable',
  reason: 'the app sent nothing: does its Graph base URL lead to --effects, and does it answer a text at all?',
};

function atMost(most: number): CheckCase['rule'] {
  return (outcome): Fault | NotApplicable | undefined => {
    const replies = repliesIn(outcome);
    if (replies === 0) return SILENT;
    return replies > most
      ? fault('replied-again', `${replies} replies to one message`, outcome.exchanges.at(-1))
      : undefined;
  };
}

function effect(about: Omit<CheckCase, 'level' | 'traits' | 'why'> & Partial<Pick<CheckCase, 'why'>>): CheckCase {
  return {
    level: 'should',
    why: 'Meta, "Webhooks" overview, 2025-12-02: delivered at least once, so that handlers must know what they have seen.',
    traits: ['needs-effects', 'alone'],
    ...about,
  };
}

function hello(kit: Kit) {
  return kit.post('text message', textMessage(kit, 'Hello'));
}

/** Three messages of one user in one value, as Meta batches them. */
function three(kit: Kit): unknown {
  const [first, second, third] = ['one', 'two', 'three'].map((text) => textMessage(kit, text));
  const messages = [first, second, third]
    .flatMap(messagesOf)
    .map((message, n) => ({ ...message, id: `${message['id']}${n}` }));
  return JSON.parse(JSON.stringify(first, (key, value: unknown) => (key === 'messages' ? messages : value)));
}

function messagesOf(payload: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isObject(payload)) return [];
  const changes = objectsIn(payload, 'entry').flatMap((entry) => objectsIn(entry, 'changes'));
  return changes.flatMap((change) => listIn(objectIn(change, 'value'), 'messages').filter(isObject));
}

/** What only the Send API shows: what the app did with what it took. */
export const effectCases: readonly CheckCase[] = [
  effect({
    id: 'effects/three-deliveries',
    title: 'A message that comes three times is answered once',
    sends: 'the same text message three times, one after the other',
    expects: 'at most one call of the Send API for it',
    breaks: TWICE,
    usualCause: 'replied-again',
    probes: (kit) => {
      const same = hello(kit);
      return [[same], [same], [same]];
    },
    rule: atMost(1),
  }),
  effect({
    id: 'effects/same-instant',
    title: 'A message that comes three times at the same instant is answered once',
    sends: 'the same text message three times at once',
    expects: 'at most one call of the Send API for it',
    why: 'Delivery is concurrent (Meta, "Throughput"): looking first and keeping later lets two copies through.',
    breaks: TWICE,
    usualCause: 'replied-again',
    probes: (kit) => {
      const same = hello(kit);
      return [[same, same, same]];
    },
    rule: atMost(1),
  }),
  effect({
    id: 'effects/slow-and-retried',
    title: 'A message that was retried after silence is answered once',
    sends: 'a text message whose sender leaves before the answer, then the same bytes again',
    expects: 'at most one call of the Send API for it',
    why: 'Meta gives up on a slow answer and sends again, while the first try still works.',
    breaks: TWICE,
    usualCause: 'replied-again',
    probes: (kit) => {
      const same = hello(kit);
      return [[{ ...same, manner: 'gone-before-answer' }], [same]];
    },
    rule: atMost(1),
  }),
  effect({
    id: 'effects/batch-of-three',
    title: 'Three messages in one webhook are answered three times',
    sends: 'one webhook with three text messages',
    expects: 'three calls of the Send API',
    why: 'Meta, "Webhooks" overview, 2025-12-02: up to 1,000 updates in one webhook.',
    breaks: 'Messages of your users are never answered, and nobody sees it: the webhook was answered 200.',
    usualCause: 'first-only',
    probes: (kit) => [[kit.post('three text messages', three(kit))]],
    rule: (outcome) => {
      const replies = repliesIn(outcome);
      if (replies === 0) return SILENT;
      const words = `${replies} ${replies === 1 ? 'reply' : 'replies'} to three messages`;
      return replies === 3
        ? undefined
        : fault(replies < 3 ? 'first-only' : 'replied-again', words, outcome.exchanges[0]);
    },
  }),
  effect({
    id: 'effects/status',
    title: 'A status is answered by nothing',
    sends: 'sent, delivered and read of one message',
    expects: 'no message through the Send API',
    breaks:
      'Each answer brings statuses, each of which brings an answer: a loop that ends with the quality of your number.',
    usualCause: 'replied-to-status',
    probes: (kit) => kit.relatives(STATUSES).map((payload, n) => [kit.post(STATUSES[n] ?? '', payload)]),
    rule: (outcome) => {
      const replies = repliesIn(outcome);
      return replies === 0
        ? undefined
        : fault('replied-to-status', `${replies} replies to statuses`, outcome.exchanges[0]);
    },
  }),
];
