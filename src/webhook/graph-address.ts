/** Where Meta's Graph API is, and its version of 2026-07-29, the newest that this was written for. */
export const GRAPH_URL = 'https://graph.facebook.com';
export const GRAPH_VERSION = 'v26.0';
