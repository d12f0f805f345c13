import { GRAPH_URL, GRAPH_VERSION } from './graph-address.ts';
import type { JsonObject } from './json-view.ts';

/** Where an override can stand. Meta sends to the number's first, then to the account's, then to the app's own callback. */
export type OverrideLevel = 'phone' | 'waba';

/** Whose webhooks are meant: a phone number's, or those of all numbers of a WhatsApp Business Account. */
export interface OverrideTarget {
  readonly level: OverrideLevel;
  readonly id: string;
}

/** One request to the Graph API, without its access token. */
export interface GraphRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the version. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** Meta takes no longer one. */
export const MAX_OVERRIDE_URL = 200;

export function readOverrideRequest({ level, id }: OverrideTarget): GraphRequest {
  if (level === 'waba') return { method: 'GET', path: `${id}/subscribed_apps` };
  return { method: 'GET', path: id, query: { fields: 'webhook_configuration' } };
}

/** Meta shakes hands with `url` before it takes it. */
export function setOverrideRequest({ level, id }: OverrideTarget, url: string, verifyToken: string): GraphRequest {
  const configuration = { override_callback_uri: url, verify_token: verifyToken };
  if (level === 'waba') return { method: 'POST', path: `${id}/subscribed_apps`, body: configuration };
  return { method: 'POST', path: id, body: { webhook_configuration: configuration } };
}

/** An account's override goes with a subscription that names none. */
export function clearOverrideRequest({ level, id }: OverrideTarget): GraphRequest {
  if (level === 'waba') return { method: 'POST', path: `${id}/subscribed_apps` };
  return { method: 'POST', path: id, body: { webhook_configuration: { override_callback_uri: '' } } };
}

/** `graph` is its address with the version. */
export function urlOfRequest({ path, query }: GraphRequest, graph: string): string {
  return `${graph}/${path}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`;
}

/** A command for a POSIX shell that sends the request, with the access token in the environment. */
export function curlOfRequest(request: GraphRequest, graph: string): string {
  const { method, body } = request;
  const start = `curl -X ${method} ${quoted(urlOfRequest(request, graph))} -H "Authorization: Bearer $WA_WEBHOOK_ACCESS_TOKEN"`;
  if (body === undefined) return start;

  // With spaces between its parts: where a narrow screen breaks the line there, it is the same JSON.
  const json = JSON.stringify(body, null, 1).replace(/\n */g, ' ');
  return `${start} -H 'Content-Type: application/json' -d ${quoted(json)}`;
}

/**
 * The request that makes Meta send one phone number's webhooks to this URL, and leaves the app's own callback alone ("Webhook
 * overrides"): a command with the number left to fill in.
 */
export function overrideRequest(url: string, verifyToken: string): string {
  const request = setOverrideRequest({ level: 'phone', id: '<PHONE_NUMBER_ID>' }, url, verifyToken);
  return curlOfRequest(request, `${GRAPH_URL}/${GRAPH_VERSION}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
