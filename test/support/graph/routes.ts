import { expired, forbidden, type GraphReply, ok, refused, unknownObject } from './answers.ts';
import { messageHistory } from './message-history.ts';
import { verifyCallback } from './verification.ts';
import type { Account, App, Override, PhoneNumber, Token, World } from './world.ts';

export interface Call {
  readonly method: string;
  /** Behind the version. */
  readonly path: string;
  /** Of the query and of a form together. */
  readonly params: URLSearchParams;
  readonly json: Readonly<Record<string, unknown>>;
  /** As it came in the header. */
  readonly token: string;
  readonly ca?: string | undefined;
  /** Meta's own GET has passed, and nothing is changed yet. */
  readonly verified?: () => Promise<void>;
}

/** What the Graph API answers to this call, and what it remembers of it from then on. */
export async function answerCall(world: World, call: Call): Promise<GraphReply> {
  if (call.token === '') return refused(400, 104, 'An access token is required to request this resource.');
  const token = world.tokens.get(call.token);
  if (token === undefined) return refused(401, 190, 'Invalid OAuth access token - Cannot parse access token');
  if (!token.isValid) return expired();

  const [id = '', edge = ''] = call.path.split('/');
  if (id === 'debug_token') return debugToken(world, call);
  if (id === 'app') return described(world.apps.get(token.appId), call);
  const app = world.apps.get(id);
  if (app !== undefined) return answerApp(app, edge, call, token);
  const account = world.accounts.get(id);
  if (account !== undefined) return answerAccount(world, account, edge, call, token);
  const phone = world.phones.get(id);
  if (phone !== undefined) return answerPhone(world, phone, edge, call, token);
  return unknownObject(call.method, id);
}

function debugToken(world: World, { params }: Call): GraphReply {
  const token = world.tokens.get(params.get('input_token') ?? '');
  if (token === undefined) {
    const error = { code: 190, message: 'The access token could not be decrypted' };
    return ok({ data: { error, is_valid: false, scopes: [] } });
  }
  const { appId, isValid, expiresAt, scopes } = token;
  return ok({
    data: {
      app_id: appId,
      type: token.isApp ? 'APP' : 'SYSTEM_USER',
      application: world.apps.get(appId)?.name,
      data_access_expires_at: 0,
      expires_at: expiresAt,
      is_valid: isValid,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [...world.accounts.keys()] })),
    },
  });
}

function described(app: App | undefined, { method, path }: Call): GraphReply {
  return app === undefined
    ? unknownObject(method, path)
    : ok({ id: app.id, name: app.name, link: 'https://www.example/' });
}

function answerApp(app: App, edge: string, call: Call, token: Token): GraphReply {
  if (edge === '') return described(app, call);
  if (edge !== 'subscriptions') return unknownObject(call.method, app.id);
  if (!token.isApp) return refused(400, 15, '(#15) This method must be called with an app access_token.');
  if (app.callbackUrl === undefined) return ok({ data: [] });
  const fields = app.fields.map((name) => ({ name, version: 'v26.0' }));
  return ok({
    data: [{ object: 'whatsapp_business_account', callback_url: app.callbackUrl, active: true, fields }],
  });
}

async function answerAccount(
  world: World,
  account: Account,
  edge: string,
  call: Call,
  token: Token,
): Promise<GraphReply> {
  if (!token.scopes.includes('whatsapp_business_management')) return forbidden('access this account');
  if (edge === '') return ok({ id: account.id, name: account.name, account_review_status: 'APPROVED' });
  if (edge === 'phone_numbers') {
    const phones = [...world.phones.values()].filter(({ accountId }) => accountId === account.id);
    return ok({ data: phones.map((phone) => phoneFields(world, phone, call.params, token)) });
  }
  if (edge !== 'subscribed_apps') return unknownObject(call.method, account.id);
  if (call.method === 'GET') {
    const data = [...account.subscribed].map(([id, override]) => {
      const name = world.apps.get(id)?.name ?? 'Another app';
      const whatsapp_business_api_data = { id, link: `https://www.facebook.com/games/?app_id=${id}`, name };
      return { whatsapp_business_api_data, ...(override && { override_callback_uri: override.uri }) };
    });
    return ok({ data });
  }
  if (call.method === 'DELETE') {
    account.subscribed.delete(token.appId);
    return ok({ success: true });
  }
  const wanted = await wantedOverride(call, call.json);
  if ('status' in wanted) return wanted;
  account.subscribed.set(token.appId, wanted.override);
  return ok({ success: true });
}

async function answerPhone(
  world: World,
  phone: PhoneNumber,
  edge: string,
  call: Call,
  token: Token,
): Promise<GraphReply> {
  if (!token.scopes.includes('whatsapp_business_management')) return forbidden('access this phone number');
  if (edge === 'message_history') return messageHistory(phone, call.params);
  if (edge !== '') return unknownObject(call.method, phone.id);
  if (call.method === 'GET') return ok(phoneFields(world, phone, call.params, token));

  const configuration = call.json['webhook_configuration'];
  if (typeof configuration !== 'object' || configuration === null) {
    return refused(400, 100, '(#100) The parameter webhook_configuration is required.');
  }
  const wanted = await wantedOverride(call, configuration as Record<string, unknown>);
  if ('status' in wanted) return wanted;
  if (wanted.override === undefined) phone.overrides.delete(token.appId);
  else phone.overrides.set(token.appId, wanted.override);
  return ok({ success: true });
}

function phoneFields(world: World, phone: PhoneNumber, params: URLSearchParams, token: Token): Record<string, unknown> {
  const fields = (params.get('fields') ?? 'display_phone_number').split(',');
  const onAccount = world.accounts.get(phone.accountId)?.subscribed.get(token.appId)?.uri;
  const callback = world.apps.get(token.appId)?.callbackUrl;
  const onPhone = phone.overrides.get(token.appId)?.uri;
  const entity = (entity_type: string, id: string) => ({ entity_type, id, can_send_message: 'AVAILABLE' });
  const known: Record<string, unknown> = {
    display_phone_number: phone.display,
    verified_name: 'Otter & Sons',
    account_mode: phone.accountMode,
    status: 'CONNECTED',
    webhook_configuration: {
      ...(onPhone && { phone_number: onPhone }),
      ...(onAccount && { whatsapp_business_account: onAccount }),
      ...(callback && { application: callback }),
    },
    health_status: {
      can_send_message: 'AVAILABLE',
      entities: [
        entity('PHONE_NUMBER', phone.id),
        entity('WABA', phone.accountId),
        entity('BUSINESS', '400000000000004'),
        entity('APP', token.appId),
      ],
    },
  };
  return {
    ...Object.fromEntries(fields.filter((name) => name in known).map((name) => [name, known[name]])),
    id: phone.id,
  };
}

/** The override that is asked for, once Meta's own GET has passed there; `undefined` for none. */
async function wantedOverride(
  call: Call,
  given: Readonly<Record<string, unknown>>,
): Promise<GraphReply | { readonly override: Override | undefined }> {
  const uri = given['override_callback_uri'] ?? call.params.get('override_callback_uri') ?? '';
  const verifyToken = given['verify_token'] ?? call.params.get('verify_token') ?? '';
  if (typeof uri !== 'string' || typeof verifyToken !== 'string') return refused(400, 100, '(#100) Invalid parameter');
  if (uri === '') return { override: undefined };
  if (uri.length > 200) {
    return refused(400, 100, '(#100) Param override_callback_uri must be at most 200 characters long.');
  }
  if (!URL.canParse(uri)) return refused(400, 100, '(#100) override_callback_uri should represent a valid URL');
  const failure = await verifyCallback(uri, verifyToken, { ca: call.ca });
  await call.verified?.();
  if (failure !== undefined) return refused(400, 2200, `(#2200) ${failure}`, { userMessage: failure });
  return { override: { uri, verifyToken } };
}
