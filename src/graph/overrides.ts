import { type JsonObject, objectIn, objectsIn, textIn } from '../webhook/json-view.ts';
import {
  clearOverrideRequest,
  type OverrideLevel,
  type OverrideTarget,
  readOverrideRequest,
  setOverrideRequest,
} from '../webhook/override-request.ts';
import type { GraphClient } from './client.ts';
import type { GraphError } from './graph-error.ts';

export interface OverrideReading {
  /** The override of this very place; null where there is none. */
  readonly url: string | null;
  /** Where its webhooks go; null where Meta does not tell. */
  readonly goesTo: string | null;
  readonly by: OverrideLevel | 'app';
}

export type OverrideAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: GraphError };

/** What the Graph API says and does of one place. An account's override is the one of the app that the access token is of. */
export interface OverridePlace {
  readonly read: () => Promise<OverrideAnswer<OverrideReading>>;
  readonly set: (url: string, verifyToken: string) => Promise<OverrideAnswer<undefined>>;
  readonly clear: () => Promise<OverrideAnswer<undefined>>;
}

export function openPlace(graph: GraphClient, target: OverrideTarget): OverridePlace {
  let appId: string | undefined;

  async function change(request: Parameters<GraphClient['ask']>[0]): Promise<OverrideAnswer<undefined>> {
    const answer = await graph.ask(request);
    return answer.ok ? { ok: true, value: undefined } : answer;
  }

  async function readAccount(): Promise<OverrideAnswer<OverrideReading>> {
    const apps: JsonObject[] = [];
    for await (const page of graph.pages(readOverrideRequest(target))) {
      if (!page.ok) return page;
      apps.push(...objectsIn(page.json, 'data'));
    }
    appId ??= await askAppId(graph);
    const own = ownApp(apps, appId);
    if (own === undefined) return { ok: false, error: notSubscribed(target, appId) };
    const url = textIn(own, 'override_callback_uri') ?? null;
    return { ok: true, value: { url: url === '' ? null : url, goesTo: url, by: url === null ? 'app' : 'waba' } };
  }

  return {
    read: async () => {
      if (target.level === 'waba') return readAccount();
      const answer = await graph.ask(readOverrideRequest(target));
      return answer.ok ? { ok: true, value: readNumber(answer.json) } : answer;
    },
    set: (url, verifyToken) => change(setOverrideRequest(target, url, verifyToken)),
    clear: () => change(clearOverrideRequest(target)),
  };
}

/** The number's own first, then its account's, then the app's: as Meta sends. */
function readNumber(json: JsonObject): OverrideReading {
  const configuration = objectIn(json, 'webhook_configuration');
  const urlOf = (key: string) => {
    const url = textIn(configuration, key);
    return url === undefined || url === '' ? null : url;
  };
  const phone = urlOf('phone_number');
  const waba = urlOf('whatsapp_business_account');
  const by = phone !== null ? 'phone' : waba !== null ? 'waba' : 'app';
  return { url: phone, goesTo: phone ?? waba ?? urlOf('application'), by };
}

/** The app that the access token is of. Undefined where Meta does not tell. */
async function askAppId(graph: GraphClient): Promise<string | undefined> {
  const answer = await graph.ask({ path: 'app', query: { fields: 'id' } });
  return answer.ok ? textIn(answer.json, 'id') : undefined;
}

/** Where Meta does not tell whose token it is, and one app alone is there, it can be no other's. */
function ownApp(apps: readonly JsonObject[], appId: string | undefined): JsonObject | undefined {
  if (appId === undefined) return apps.length === 1 ? apps[0] : undefined;
  return apps.find((app) => textIn(objectIn(app, 'whatsapp_business_api_data'), 'id') === appId);
}

function notSubscribed({ id }: OverrideTarget, appId: string | undefined): GraphError {
  const which = appId === undefined ? 'Which app the access token is of, Meta does not tell' : `App ${appId}`;
  const sentence =
    appId === undefined
      ? `${which}, and several apps are subscribed to account ${id}, or none.`
      : `${which} is not subscribed to account ${id}, so there is nothing that an override could change.`;
  return {
    kind: 'bad-request',
    sentence,
    hint: `Subscribe it: wa-webhook subscription --waba ${id} --subscribe`,
    isPassing: false,
    isUnsure: false,
  };
}
