import { isObject, isTrue, type JsonObject, listIn, objectIn, objectsIn, textIn } from '../../webhook/json-view.ts';
import { momentIn } from '../moment.ts';
import type { CallbackFacts, PhoneFacts, SubscribedApp, TokenFacts } from './facts.ts';

/** PURE: the answer of `debug_token`. */
export function tokenIn(json: JsonObject): TokenFacts {
  const told = objectIn(json, 'data');
  const granular = objectsIn(told, 'granular_scopes').filter(({ scope }) =>
    String(scope).startsWith('whatsapp_business'),
  );
  return {
    isValid: isTrue(told, 'is_valid'),
    appId: textIn(told, 'app_id'),
    appName: textIn(told, 'application'),
    expiresAtMs: momentIn(told, 'expires_at'),
    scopes: listIn(told, 'scopes').filter((scope) => typeof scope === 'string'),
    accountIds: [...new Set(granular.flatMap((scope) => listIn(scope, 'target_ids').map(String)))],
  };
}

/** PURE: the answer of `/<APP_ID>/subscriptions`, of which one is WhatsApp's. */
export function callbackIn(json: JsonObject): CallbackFacts {
  const own = objectsIn(json, 'data').find((each) => textIn(each, 'object') === 'whatsapp_business_account');
  if (own === undefined) return { url: undefined, isActive: false, fields: [] };
  const fields = listIn(own, 'fields').map((field) => (isObject(field) ? textIn(field, 'name') : String(field)));
  return {
    url: textIn(own, 'callback_url'),
    isActive: own['active'] !== false,
    fields: fields.filter((field) => field !== undefined),
  };
}

/** PURE: a page of `/<WABA_ID>/subscribed_apps`. */
export function subscribedIn(json: JsonObject): readonly SubscribedApp[] {
  return objectsIn(json, 'data').map((each) => {
    const app = objectIn(each, 'whatsapp_business_api_data');
    return {
      id: textIn(app, 'id') ?? textIn(each, 'id') ?? '',
      name: textIn(app, 'name'),
      overrideUrl: textIn(each, 'override_callback_uri'),
    };
  });
}

/** What is asked of a number; the last part is not there for each of them. */
export const PHONE_FIELDS = 'id,display_phone_number,account_mode,status,webhook_configuration';

/** PURE: one number, alone or of a page. */
export function phoneIn(json: JsonObject): PhoneFacts {
  const configuration = objectIn(json, 'webhook_configuration');
  const entities = objectsIn(objectIn(json, 'health_status'), 'entities');
  return {
    id: textIn(json, 'id') ?? '',
    display: textIn(json, 'display_phone_number'),
    mode: textIn(json, 'account_mode'),
    status: textIn(json, 'status'),
    isRouteTold: 'webhook_configuration' in json,
    overrideUrl: textIn(configuration, 'phone_number'),
    accountUrl: textIn(configuration, 'whatsapp_business_account'),
    appUrl: textIn(configuration, 'application'),
    accountId: textIn(entities.find((entity) => textIn(entity, 'entity_type') === 'WABA') ?? {}, 'id'),
    troubles: entities.flatMap(troublesOf),
  };
}

/** PURE: a page of `/<WABA_ID>/phone_numbers`. */
export function phonesIn(json: JsonObject): readonly PhoneFacts[] {
  return objectsIn(json, 'data').map(phoneIn);
}

function troublesOf(entity: JsonObject): string[] {
  const kind = textIn(entity, 'entity_type') ?? 'something';
  return objectsIn(entity, 'errors').map((error) => {
    const code = textIn(error, 'error_code');
    const solution = textIn(error, 'possible_solution');
    const told = textIn(error, 'error_description') ?? 'no description';
    return `${kind.toLowerCase()}: ${told}${code === undefined ? '' : ` (${code})`}${solution === undefined ? '' : ` ${solution}`}`;
  });
}
