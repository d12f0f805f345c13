import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Answer,
  type Behaviour,
  isSignedWith,
  messagesIn,
  partsIn,
  reference,
  SECRET,
  type Taken,
  TOKEN,
} from './reference-receiver.ts';

/** One mistake, and what else it cannot help to fail. */
export interface Broken {
  readonly behaviour: () => Partial<Behaviour>;
  /** Ids and patterns. */
  readonly alsoFails?: readonly string[];
  readonly budgetMs?: number;
}

type Answering = (taken: Taken) => ReturnType<Behaviour['take']> | undefined;

/** As the reference, but for the handshakes that this one answers. */
function handshake(answering: Answering, ...alsoFails: readonly string[]): Broken {
  return { behaviour: () => ({ handshake: (taken) => answering(taken) ?? reference.handshake(taken) }), alsoFails };
}

/** As the reference, but for the webhooks that this one answers. */
function take(answering: Answering, ...alsoFails: readonly string[]): Broken {
  return { behaviour: () => ({ take: (taken) => answering(taken) ?? reference.take(taken) }), alsoFails };
}

function failing(isBad: (taken: Taken) => boolean, ...alsoFails: readonly string[]): Broken {
  return take((taken) => (isBad(taken) ? { status: 500 } : undefined), ...alsoFails);
}

function signed(isSigned: (taken: Taken) => boolean | undefined, ...alsoFails: readonly string[]): Broken {
  return { behaviour: () => ({ isSigned: (taken) => isSigned(taken) ?? reference.isSigned(taken) }), alsoFails };
}

const refusing = (isBad: (taken: Taken) => boolean, ...alsoFails: readonly string[]) =>
  signed((taken) => (isBad(taken) ? false : undefined), ...alsoFails);
const trusting = (isGood: (taken: Taken) => boolean, ...alsoFails: readonly string[]) =>
  signed((taken) => (isGood(taken) ? true : undefined), ...alsoFails);
const throwing = (isBad: (taken: Taken) => boolean) =>
  signed((taken) => {
    if (isBad(taken)) throw new Error('It does not compare.');
    return undefined;
  });

const query = ({ url }: Taken, name: string) => url.searchParams.get(name);
const echo = (
  taken: Taken,
  dress: (challenge: string) => string = (challenge) => challenge,
  type = 'text/plain',
): Answer => ({
  status: 200,
  headers: { 'content-type': type },
  body: dress(query(taken, 'hub.challenge') ?? ''),
});
const isRight = (taken: Taken) => (reference.handshake(taken) as Answer).status === 200;
const right = (dress: (challenge: string) => string): Broken =>
  handshake((taken) => (isRight(taken) ? echo(taken, dress) : undefined));
const isPlain = ({ request }: Taken) =>
  /^\/webhook\?hub\.mode=subscribe&hub\.challenge=\d{10}&hub\.verify_token=[^%]*%20/.test(request.url ?? '');
const EVERY_HANDSHAKE = 'handshake/*';

const sha256 = ({ rawBody }: Taken, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
const sha1 = ({ rawBody }: Taken, secret = SECRET) =>
  `sha1=${createHmac('sha1', secret).update(rawBody).digest('hex')}`;
const legacy = ({ request }: Taken) => request.headers['x-hub-signature']?.toString();
const NO_SIGNATURE = `sha256=${'0123456789abcdef'.repeat(4)}`;

const changes = ({ payload }: Taken) =>
  entries(payload).flatMap((entry) => (Array.isArray(entry['changes']) ? entry['changes'] : []));
function entries(payload: unknown): Record<string, unknown>[] {
  const found = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'entry') : undefined;
  return Array.isArray(found) ? found.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}
const hasField = (taken: Taken, field: string) => changes(taken).some((change) => change?.field === field);
const ofType = (type: string) => (taken: Taken) =>
  partsIn(taken.payload, 'messages').some((message) => message['type'] === type);
const ofStatus = (status: string) => (taken: Taken) =>
  partsIn(taken.payload, 'statuses').some((each) => each['status'] === status);
const saying = (text: string) => (taken: Taken) => taken.text.includes(text);
const exactly = (text: string) => (taken: Taken) => taken.text === text;
const isMissing = (key: string) => (taken: Taken) =>
  taken.text.includes('Hallo, wann') && !taken.text.includes(`"${key}"`);

/** A field of its own, or something that only fixtures of this folder have. */
function fieldCase(folder: string): [string, Broken] {
  const isBad = (taken: Taken) => hasField(taken, folder);
  const also = folder === 'message_template_status_update' ? ['answer/*'] : [];
  return [`shapes/${folder.replaceAll('_', '-')}`, failing(isBad, ...also)];
}

const FIELDS = [
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'automatic_events',
  'business_capability_update',
  'business_username_updates',
  'calls',
  'flows',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'history',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messaging_handovers',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'smb_message_echoes',
  'standby',
  'template_category_update',
  'template_correct_category_detection',
  'tracking_events',
  'user_preferences',
];

const SIZES = { '64kb': 64, '128kb': 128, '512kb': 512, '1mb': 1023, '2mb': 2048, '3mb': 3072 };

/** Bodies that are in work now, and those that came before. */
function remembering(
  decide: (seen: { inWork: number; before: number; wasLeft: boolean }) => Answer | undefined,
  workMs = 30,
): () => Partial<Behaviour> {
  return () => {
    const inWork = new Map<string, number>();
    const before = new Map<string, number>();
    const left = new Set<string>();
    return {
      take: async (taken) => {
        const { text, response } = taken;
        const now = inWork.get(text) ?? 0;
        const answer = decide({ inWork: now, before: before.get(text) ?? 0, wasLeft: left.has(text) });
        response.on('close', () => {
          if (!response.writableFinished) left.add(text);
        });
        inWork.set(text, now + 1);
        before.set(text, (before.get(text) ?? 0) + 1);
        await pause(workMs);
        inWork.set(text, (inWork.get(text) ?? 1) - 1);
        return answer ?? reference.take(taken);
      },
    };
  };
}

/** Answers the next request with 500 after a request that `isBad` saw end early. */
function wounded(isBad: (request: IncomingMessage, wasWhole: boolean) => boolean): () => Partial<Behaviour> {
  return () => {
    let isWounded = false;
    return {
      before: (request, response) => {
        if (isWounded) {
          isWounded = false;
          response.writeHead(500).end();
          return true;
        }
        response.on('close', () => {
          if (!response.writableFinished && isBad(request, request.complete)) isWounded = true;
        });
        return false;
      },
      take: async (taken) => {
        await pause(150);
        return reference.take(taken);
      },
    };
  };
}

function onTheSocket(
  nth: number,
  isCounted: (request: IncomingMessage) => boolean,
  answer: 'drop' | number,
): () => Partial<Behaviour> {
  return () => {
    const counts = new WeakMap<object, number>();
    return {
      before: (request, response) => {
        const count = (counts.get(request.socket) ?? 0) + (isCounted(request) ? 1 : 0);
        counts.set(request.socket, count);
        if (count < nth || !isCounted(request)) return false;
        if (answer === 'drop') request.socket.destroy();
        else response.writeHead(answer).end();
        return true;
      },
    };
  };
}

/** For each case a receiver that makes the one mistake that it asks for. */
export const brokenFor: Readonly<Record<string, Broken>> = {
  'handshake/echo': handshake(
    (taken) => (isPlain(taken) ? { status: 200, body: 'yes' } : undefined),
    'handshake/again',
    'handshake/opaque-challenge',
  ),
  'handshake/quoted': right((challenge) => JSON.stringify(challenge)),
  'handshake/trailing-newline': right((challenge) => `${challenge}\n`),
  'handshake/nothing-around': right((challenge) => `<p>${challenge}</p>`),
  'handshake/again': { behaviour: onTheSocket(2, ({ method }) => method === 'GET', 403) },
  'handshake/opaque-challenge': right((challenge) => (/^\d+$/.test(challenge) ? String(BigInt(challenge)) : challenge)),
  'handshake/large-challenge': right((challenge) =>
    challenge.length > 15 && /^\d+$/.test(challenge) ? String(Number(challenge)) : challenge,
  ),
  'handshake/encoded': handshake(({ request }) =>
    /verify_token=(?:%[0-9a-f]{2})+$/.test(request.url ?? '') ? { status: 403 } : undefined,
  ),
  'handshake/order': handshake(({ url }) => (url.search.startsWith('?hub.verify_token') ? { status: 403 } : undefined)),
  'handshake/further-parameter': handshake((taken) => (query(taken, 'tenant') === null ? undefined : { status: 403 })),
  'handshake/unsigned': handshake(
    ({ signature }) => (signature === undefined ? { status: 401 } : undefined),
    EVERY_HANDSHAKE,
  ),
  'handshake/redirect': handshake(() => ({ status: 302, headers: { location: '/login' } }), EVERY_HANDSHAKE),
  'handshake/slow': {
    behaviour: () => ({
      handshake: async (taken) => {
        await pause(isPlain(taken) ? 1_500 : 0);
        return reference.handshake(taken);
      },
    }),
    budgetMs: 1_000,
    alsoFails: ['answer/within-budget'],
  },
  'handshake/wrong-token': handshake((taken) =>
    query(taken, 'hub.verify_token')?.startsWith('wa-webhook-check') ? echo(taken) : undefined,
  ),
  'handshake/empty-token': handshake((taken) => (query(taken, 'hub.verify_token') === '' ? echo(taken) : undefined)),
  'handshake/similar-token': handshake(
    (taken) => (query(taken, 'hub.verify_token')?.toLowerCase() === TOKEN.toLowerCase() ? echo(taken) : undefined),
    'handshake/markup',
    'handshake/wrong-mode',
    'handshake/missing-mode',
  ),
  'handshake/missing-token': handshake((taken) =>
    query(taken, 'hub.verify_token') === null && query(taken, 'hub.challenge') !== null ? echo(taken) : undefined,
  ),
  'handshake/wrong-mode': handshake((taken) => (query(taken, 'hub.mode') === 'unsubscribe' ? echo(taken) : undefined)),
  'handshake/missing-mode': handshake((taken) =>
    query(taken, 'hub.mode') === null && query(taken, 'hub.challenge') !== null ? echo(taken) : undefined,
  ),
  'handshake/missing-challenge': handshake((taken) =>
    query(taken, 'hub.challenge') === null && query(taken, 'hub.mode') !== null ? { status: 500 } : undefined,
  ),
  'handshake/no-query': handshake(({ url }) => (url.search === '' ? { status: 500 } : undefined)),
  'handshake/repeated-token': handshake(({ url }) =>
    url.searchParams.getAll('hub.verify_token').length > 1 ? { status: 500 } : undefined,
  ),
  'handshake/repeated-challenge': handshake(({ url }) =>
    url.searchParams.getAll('hub.challenge').length > 1 ? { status: 500 } : undefined,
  ),
  'handshake/markup': handshake((taken) =>
    isRight(taken) ? echo(taken, (challenge) => challenge, 'text/html') : undefined,
  ),

  'signature/ascii': refusing(saying('"Hello"'), 'signature/*', 'answer/*', 'alive/*'),
  'signature/escapes': refusing(saying('Gr\\u00fc\\u00dfe')),
  'signature/emoji': refusing(saying('\\ud83c\\udffd"')),
  'signature/slashes': refusing(saying('\\/a\\/b')),
  'signature/percent-and-at': refusing(saying('\\u0025')),
  'signature/raw-utf8': refusing(({ rawBody }) => rawBody.some((byte) => byte > 127)),
  'signature/white-space': refusing(({ text }) => text.endsWith('\n')),
  'signature/numbers': refusing(saying('28.50')),
  'signature/charset': refusing(({ request }) => request.headers['content-type'] === 'application/json; charset=utf-8'),
  'signature/lower-case-header': refusing(({ request }) => request.rawHeaders.includes('x-hub-signature-256')),
  'signature/sha1-wrong': refusing((taken) => legacy(taken) !== undefined && legacy(taken) !== sha1(taken)),
  'signature/wrong': trusting((taken) => taken.signature === NO_SIGNATURE && legacy(taken) === undefined),
  'signature/other-secret': trusting((taken) => taken.signature === sha256(taken, `${SECRET} of another app`)),
  'signature/missing': trusting((taken) => taken.signature === undefined && legacy(taken) === undefined),
  'signature/empty': trusting(({ signature }) => signature === ''),
  'signature/empty-digest': trusting(({ signature }) => signature === 'sha256='),
  'signature/short': trusting(
    (taken) => (taken.signature?.length ?? 0) > 10 && sha256(taken).startsWith(taken.signature ?? ' '),
  ),
  'signature/long': trusting(
    (taken) => taken.signature?.startsWith(sha256(taken)) === true && taken.signature.length < 80,
  ),
  'signature/not-hex': trusting(({ signature }) => signature?.endsWith('zzz') === true),
  'signature/changed-byte': trusting((taken) =>
    isSignedWith(Buffer.from(taken.text.replace('Hello', 'Hallo')), taken.signature, SECRET),
  ),
  'signature/empty-body-signed': trusting(({ signature }) => isSignedWith(new Uint8Array(), signature, SECRET)),
  'signature/empty-secret': trusting((taken) => taken.signature === sha256(taken, '')),
  'signature/verify-token': trusting((taken) => taken.signature === sha256(taken, TOKEN)),
  'signature/sha1-only': trusting((taken) => taken.signature === undefined && legacy(taken) === sha1(taken)),
  'signature/sha256-wrong': trusting((taken) => taken.signature === NO_SIGNATURE && legacy(taken) === sha1(taken)),
  'signature/sha1-in-256': trusting((taken) => taken.signature === sha1(taken)),
  'signature/upper-case': throwing(
    ({ signature }) => /^sha256=[0-9A-F]{64}$/.test(signature ?? '') && /[A-F]/.test(signature ?? ''),
  ),
  'signature/no-prefix': throwing(({ signature }) => /^[0-9a-f]{64}$/.test(signature ?? '')),
  'signature/twice': throwing(({ signature }) => signature?.includes(',') === true),

  ...Object.fromEntries(FIELDS.map(fieldCase)),
  'shapes/messages': failing(ofType('sticker')),
  'shapes/statuses': failing(ofStatus('played')),
  'shapes/unknown-field': failing(
    (taken) => changes(taken).some((change) => !FIELDS.includes(change?.field) && change?.field !== 'messages'),
    'body/*',
  ),
  'unknown/type': failing(ofType('hologram'), 'shapes/messages'),
  'unknown/property': failing(saying('"mood"'), 'shapes/messages'),
  'unknown/interactive': failing(saying('hologram_reply'), 'shapes/messages'),
  'unknown/status': failing(ofStatus('teleported'), 'shapes/statuses'),
  'unknown/unsupported': failing(ofType('unsupported'), 'shapes/messages', 'answer/*'),
  'unknown/errors-only': failing(
    ({ payload }) => partsIn(payload, 'errors').length > 0 && messagesIn(payload).length === 0,
    'shapes/*',
  ),
  'missing/contacts': failing(isMissing('contacts')),
  'missing/from': failing(isMissing('from'), 'identity/username-only'),
  'missing/wa-id': failing(isMissing('wa_id'), 'missing/contacts', 'identity/username-only'),
  'missing/profile': failing(isMissing('profile'), 'missing/contacts'),
  'identity/phone': failing(
    (taken) => ofType('reaction')(taken) && taken.text.includes('"from":') && !taken.text.includes('"username"'),
    'shapes/messages',
  ),
  'identity/username': failing(
    (taken) => ofType('reaction')(taken) && taken.text.includes('"from":') && taken.text.includes('"username"'),
  ),
  'identity/username-only': failing((taken) => ofType('reaction')(taken) && !taken.text.includes('"from":')),
  'batch/messages': failing(({ payload }) => messagesIn(payload).length > 1, 'shapes/*', 'batch/*'),
  'batch/changes': failing((taken) => changes(taken).length > 1 && entries(taken.payload).length === 1, 'shapes/*'),
  'batch/entries': failing(({ payload }) => entries(payload).length > 1, 'shapes/*'),
  'batch/mixed': failing(
    ({ payload }) => messagesIn(payload).length > 0 && partsIn(payload, 'statuses').length > 0,
    'shapes/*',
    'batch/*',
  ),
  'batch/thousand': failing(({ payload }) => partsIn(payload, 'statuses').length >= 1_000, 'shapes/statuses'),

  ...Object.fromEntries(
    Object.entries(SIZES).map(([name, kb]) => [
      `size/${name}`,
      take(({ rawBody }) => (rawBody.byteLength === kb * 1024 ? { status: 413 } : undefined)),
    ]),
  ),
  'order/read-first': {
    behaviour: () => {
      const read = new Set<unknown>();
      return {
        take: (taken) => {
          const [status] = partsIn(taken.payload, 'statuses');
          if (status?.['status'] === 'read') read.add(status['id']);
          const isLate = status?.['status'] === 'delivered' && read.has(status['id']);
          return isLate ? { status: 500 } : reference.take(taken);
        },
      };
    },
  },
  'order/status-of-unknown-message': failing(ofStatus('sent'), 'order/read-first', 'shapes/statuses'),
  'order/old': failing(
    ({ payload }) =>
      partsIn(payload, 'messages').some(({ timestamp }) => Number(timestamp) < Date.now() / 1_000 - 86_400),
    'shapes/messages',
  ),
  'repeat/one-after-the-other': {
    behaviour: remembering(({ before, inWork }) => (before === 2 && inWork === 0 ? { status: 409 } : undefined)),
  },
  'repeat/same-instant': {
    behaviour: remembering(({ inWork }) => (inWork > 1 ? { status: 500 } : undefined), 300),
    alsoFails: ['repeat/retry-after-silence'],
  },
  'repeat/retry-after-silence': {
    behaviour: remembering(({ wasLeft, before }) => (wasLeft && before > 0 ? { status: 500 } : undefined), 150),
  },
  'burst/two-hundred': {
    behaviour: () => {
      let inWork = 0;
      return {
        take: async (taken) => {
          inWork += 1;
          const isTooMany = inWork > 50;
          await pause(300);
          inWork -= 1;
          return isTooMany ? { status: 503 } : reference.take(taken);
        },
      };
    },
  },
  'answer/exactly-200': take(() => ({ status: 204 })),
  'answer/no-redirect': take(
    (taken) =>
      hasField(taken, 'message_template_status_update')
        ? { status: 307, headers: { location: '/templates' } }
        : undefined,
    'answer/exactly-200',
  ),
  'answer/within-budget': {
    behaviour: () => ({
      take: async (taken) => {
        await pause(taken.text.includes('"Hello 3"') ? 1_500 : 0);
        return reference.take(taken);
      },
    }),
    budgetMs: 1_000,
    alsoFails: ['handshake/slow'],
  },
  'connection/keep-alive': { behaviour: onTheSocket(4, () => true, 'drop'), alsoFails: ['answer/within-budget'] },
  'connection/after-refusal': {
    behaviour: () => {
      const refused = new WeakSet();
      return {
        before: ({ socket }) => {
          if (refused.has(socket)) socket.destroy();
          return refused.has(socket);
        },
        isSigned: (taken) => {
          const isRightlySigned = reference.isSigned(taken);
          if (!isRightlySigned && taken.rawBody.byteLength > 50_000) refused.add(taken.request.socket);
          return isRightlySigned;
        },
      };
    },
  },
  'connection/chunked': take(({ request }) =>
    request.headers['content-length'] === undefined ? { status: 411 } : undefined,
  ),
  'connection/slow-body': {
    behaviour: () => {
      const since = new WeakMap<IncomingMessage, number>();
      return {
        before: (request) => since.set(request, performance.now()) === undefined,
        take: (taken) =>
          performance.now() - (since.get(taken.request) ?? 0) > 200 ? { status: 408 } : reference.take(taken),
      };
    },
  },
  'connection/gone-in-body': { behaviour: wounded((_, wasWhole) => !wasWhole) },
  'connection/gone-before-answer': { behaviour: wounded((_, wasWhole) => wasWhole), alsoFails: ['repeat/*'] },

  'body/not-json': failing(exactly('this is no JSON')),
  'body/cut': failing(({ text, payload }) => payload === undefined && text.startsWith('{"object"')),
  'body/empty': failing(exactly('')),
  'body/empty-object': failing(exactly('{}')),
  'body/array': failing(exactly('[]')),
  'body/null': failing(exactly('null')),
  'body/number': failing(exactly('42')),
  'body/text': failing(exactly('"Hello"')),
  'body/other-object': failing(saying('"page"')),
  'body/entry-missing': failing(exactly('{"object":"whatsapp_business_account"}')),
  'body/entry-empty': failing(saying('"entry":[]')),
  'body/entry-null': failing(saying('"entry":[null]')),
  'body/entry-object': failing(saying('"entry":{}')),
  'body/changes-missing': failing(saying('[{"id":"1"}]')),
  'body/value-null': failing(saying('"value":null')),
  'body/value-empty': failing(saying('"value":{}')),
  'body/messages-empty': failing(saying('"messages":[]')),
  'body/content-missing': failing(saying('"context":{}')),
  'body/deep': failing(saying('[[[[[[')),
  'body/prototype': failing(saying('__proto__')),
  'body/huge-number': failing(saying('1e400')),
  'body/invalid-utf8': failing(saying('\ufffd')),
  'body/lone-surrogate': failing(saying('"\\ud83d"')),
  'body/null-character': failing(saying('\\u0000')),
  'body/byte-order-mark': failing(({ rawBody }) => rawBody[0] === 0xef),
  'body/other-content-type': failing(({ request }) => request.headers['content-type'] === 'text/plain'),

  'alive/webhook': {
    behaviour: () => {
      let isOver = false;
      return {
        take: (taken) => {
          isOver ||= taken.text === 'null';
          return isOver && taken.text.includes('"Hello"') ? { status: 500 } : reference.take(taken);
        },
      };
    },
    alsoFails: ['body/*'],
  },

  'effects/three-deliveries': {
    behaviour: () => ({
      react: async ({ payload }, app) => {
        for (const { from } of messagesIn(payload)) await app.reply(from);
      },
    }),
    alsoFails: ['effects/same-instant', 'effects/slow-and-retried'],
  },
  'effects/same-instant': {
    behaviour: () => {
      const done = new Set<string>();
      const news = new WeakMap<Taken, { id: string; from: string }[]>();
      return {
        take: async (taken) => {
          // Looked for first and kept later: whoever comes in between is new as well.
          const found = messagesIn(taken.payload).filter(({ id }) => !done.has(id));
          await pause(100);
          for (const { id } of found) done.add(id);
          news.set(taken, found);
          return reference.take(taken);
        },
        react: async (taken, app) => {
          for (const { from } of news.get(taken) ?? []) await app.reply(from);
        },
      };
    },
    alsoFails: ['effects/slow-and-retried'],
  },
  'effects/slow-and-retried': {
    behaviour: () => {
      const answered = new Set<string>();
      return {
        take: async (taken) => {
          await pause(100);
          return reference.take(taken);
        },
        react: async ({ payload, response }, app) => {
          for (const { id, from } of messagesIn(payload)) {
            if (answered.has(id)) continue;
            // It counts as done only when somebody took the answer.
            if (!response.destroyed) answered.add(id);
            await app.reply(from);
          }
        },
      };
    },
  },
  'effects/batch-of-three': {
    behaviour: () => ({
      react: async ({ payload }, app) => {
        const [first] = messagesIn(payload);
        if (first !== undefined && app.isNew(first.id)) await app.reply(first.from);
      },
    }),
  },
  'effects/status': {
    behaviour: () => ({
      react: async (taken, app) => {
        await reference.react(taken, app);
        for (const { recipient_id: to } of partsIn(taken.payload, 'statuses')) await app.reply(String(to));
      },
    }),
  },
};
