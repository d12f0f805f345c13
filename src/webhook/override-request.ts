import { GRAPH_URL, GRAPH_VERSION } from './graph-address.ts';

/**
 * The request that makes Meta send one phone number's webhooks to this URL, and leaves the app's own callback alone ("Webhook
 * overrides"): a command for a POSIX shell, with the access token in the environment and the number left to fill in.
 */
export function overrideRequest(url: string, verifyToken: string): string {
  const configuration = { override_callback_uri: url, verify_token: verifyToken };
  // With spaces between its parts: where a narrow screen breaks the line there, it is the same JSON.
  const json = JSON.stringify({ webhook_configuration: configuration }, null, 1).replace(/\n */g, ' ');
  const body = json.replaceAll("'", "'\\''");
  return `curl -X POST '${GRAPH_URL}/${GRAPH_VERSION}/<PHONE_NUMBER_ID>' -H "Authorization: Bearer $WA_WEBHOOK_ACCESS_TOKEN" -H 'Content-Type: application/json' -d '${body}'`;
}
