import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** `*.localhost` is this machine by RFC 6761, which not every system's resolver knows. */
export const lookupWithLocalhost: LookupFunction = (hostname, options, callback) => {
  if (!hostname.endsWith('.localhost')) lookup(hostname, options, callback);
  else if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};
