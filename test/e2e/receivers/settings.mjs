/** What the test gives each receiver. */
export const port = Number(process.env.PORT);
export const verifyToken = process.env.VERIFY_TOKEN ?? '';
export const appSecret = process.env.APP_SECRET ?? '';

/** A path that leads nowhere: no receiver may send anything to anybody. */
export const NOWHERE = 'http://127.0.0.1:9';

/** The handshake of Meta's sample, for packages that only check signatures. */
export function handshake(req, res) {
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = req.query;
  if (mode === 'subscribe' && token === verifyToken) return res.type('text/plain').send(String(challenge));
  return res.sendStatus(403);
}
