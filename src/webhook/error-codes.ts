/** What a code means and the one thing to do about it, in our words. */
export interface ErrorCode {
  readonly title: string;
  readonly whatToDo: string;
}

/**
 * What is known about a code in `errors[]` of a status, a message or a value, or in an answer of the Graph API.
 * Titles are Meta's and change; logic belongs on the code.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
export function errorCode(code: number): ErrorCode | undefined {
  const exact = errorCodes.get(code);
  if (exact !== undefined) return exact;
  return codeRanges.find(({ from, to }) => code >= from && code <= to);
}

/** Codes with a meaning of their own. */
export const errorCodes: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [0, { title: 'AuthException', whatToDo: 'The access token was not accepted: create a new one.' }],
  [1, { title: 'API Unknown', whatToDo: 'Check the request against the reference, then try again.' }],
  [2, { title: 'API Service', whatToDo: 'Meta is down or overloaded: wait, then try again.' }],
  [3, { title: 'API Method', whatToDo: 'The app lacks the capability for this call: check its permissions.' }],
  [4, { title: 'API Too Many Calls', whatToDo: 'The app reached its call limit: slow down.' }],
  [10, { title: 'Permission Denied', whatToDo: 'Grant the token the permission for this business account.' }],
  [33, { title: 'Parameter value is not valid', whatToDo: 'The phone number id is deleted or wrong: check it.' }],
  [100, { title: 'Invalid parameter', whatToDo: 'Compare the names and values of the request with the reference.' }],
  [190, { title: 'Access token has expired', whatToDo: 'Create a new access token, best one of a system user.' }],
  [
    368,
    {
      title: 'Temporarily blocked for policies violations',
      whatToDo: 'The account broke a policy: read the notice in Business Support and appeal or wait.',
    },
  ],
  [2046, { title: 'Invalid order status transition', whatToDo: 'The order cannot go from its state to this one.' }],
  [80007, { title: 'Rate limit issues', whatToDo: 'The business account reached its call limit: slow down.' }],
  [130429, { title: 'Rate limit hit', whatToDo: 'Too many messages a second from this number: send more slowly.' }],
  [130472, { title: "User's number is part of an experiment", whatToDo: 'Not sent on purpose: do not send it again.' }],
  [
    130497,
    {
      title: 'Business account is restricted from messaging users in this country',
      whatToDo: 'The business may not write to this country: check its category and the policy.',
    },
  ],
  [131000, { title: 'Something went wrong', whatToDo: 'Unknown to Meta too: try again, then ask Meta support.' }],
  [131005, { title: 'Access denied', whatToDo: 'The token lacks a permission or it was revoked: check it.' }],
  [131008, { title: 'Required parameter is missing', whatToDo: 'Add the parameter that the details name.' }],
  [131009, { title: 'Parameter value is not valid', whatToDo: 'Correct the value that the details name.' }],
  [131016, { title: 'Service unavailable', whatToDo: 'Meta is down for now: try again later.' }],
  [131020, { title: 'Group error', whatToDo: 'Read the details: the group or the request about it is not valid.' }],
  [131021, { title: 'Recipient cannot be sender', whatToDo: 'Send to another number than the business number.' }],
  [
    131026,
    {
      title: 'Message undeliverable',
      whatToDo: 'The user may have no WhatsApp, an old app or not accepted the terms: reach them another way.',
    },
  ],
  [
    131030,
    {
      title: 'Recipient not in allowed list',
      whatToDo: 'A test number writes only to listed recipients: add this one in the App Dashboard.',
    },
  ],
  [
    131031,
    { title: 'Account has been locked', whatToDo: 'Policy violation or wrong PIN: see the Account Quality page.' },
  ],
  [
    131035,
    {
      title: 'Webhook could not be delivered within data retention limit',
      whatToDo: 'A webhook was dropped since the endpoint did not take it in time: check that it answers 200.',
    },
  ],
  [131037, { title: 'Display name approval needed', whatToDo: 'Get the display name of this number approved first.' }],
  [131041, { title: 'Group error', whatToDo: 'Read the details: the group or the request about it is not valid.' }],
  [
    131042,
    { title: 'Business eligibility payment issue', whatToDo: 'Mend the payment method of the business account.' },
  ],
  [131045, { title: 'Incorrect certificate', whatToDo: 'Register the phone number again, then send again.' }],
  [
    131047,
    {
      title: 'Re-engagement message',
      whatToDo: "More than 24 hours since the user's last message: send a template instead.",
    },
  ],
  [131048, { title: 'Spam rate limit hit', whatToDo: 'Users blocked or reported this number: check its quality.' }],
  [
    131049,
    {
      title: 'Meta chose not to deliver',
      whatToDo: 'This user gets enough marketing for now: wait a day or more, do not try at once.',
    },
  ],
  [131050, { title: 'User has stopped marketing messages', whatToDo: 'Take the user off the marketing list.' }],
  [
    131051,
    { title: 'Unsupported message type', whatToDo: 'The API does not carry this type: ask for it in another form.' },
  ],
  [
    131052,
    { title: 'Media download error', whatToDo: "The user's file is too large (100 MB) or gone: ask for it again." },
  ],
  [131053, { title: 'Media upload error', whatToDo: 'Check type, size and URL of the media against the limits.' }],
  [
    131056,
    {
      title: '(Business account, consumer account) pair rate limit hit',
      whatToDo: 'Too many messages to this one user: wait before the next.',
    },
  ],
  [131057, { title: 'Account in maintenance mode', whatToDo: 'Wait some minutes, then try again.' }],
  [131059, { title: 'Invalid pagination cursor', whatToDo: 'Start again from the first page.' }],
  [
    131060,
    {
      title: 'This message is currently unavailable',
      whatToDo: 'The first contact cannot be shown: read it in the WhatsApp Business app, or ask the user again.',
    },
  ],
  [
    131062,
    {
      title: 'Business-scoped user id recipients are not supported for this message',
      whatToDo: 'Send it to the phone number.',
    },
  ],
  [131063, { title: 'Marketing templates disabled for Cloud API', whatToDo: 'Send it by the Marketing Messages API.' }],
  [131064, { title: 'Failed to reach messaging limit', whatToDo: 'Check the messaging limit of the business.' }],
  [132000, { title: 'Template param count mismatch', whatToDo: 'Send as many parameters as the template has.' }],
  [132001, { title: 'Template does not exist', whatToDo: 'Check name, language and approval of the template.' }],
  [132005, { title: 'Template hydrated text too long', whatToDo: 'Shorten the parameters.' }],
  [132007, { title: 'Template format character policy violated', whatToDo: 'Take the named characters out.' }],
  [132008, { title: 'Template parameter value invalid', whatToDo: 'Correct the parameter that the details name.' }],
  [132012, { title: 'Template parameter format mismatch', whatToDo: 'Send parameters of the kind the template asks.' }],
  [132015, { title: 'Template is paused', whatToDo: 'Its quality is low: wait for the pause to end or edit it.' }],
  [132016, { title: 'Template is disabled', whatToDo: 'It was paused too often: create another template.' }],
  [132068, { title: 'Flow is blocked', whatToDo: 'Mend the flow, then have it unblocked.' }],
  [132069, { title: 'Flow is throttled', whatToDo: 'Mend the flow: ten messages an hour are allowed until then.' }],
  [133000, { title: 'Incomplete deregistration', whatToDo: 'Deregister the number again, then register it.' }],
  [133004, { title: 'Server temporarily unavailable', whatToDo: 'Wait, then try again.' }],
  [133005, { title: 'Two-step verification PIN mismatch', whatToDo: 'Use the right PIN, or reset it in the manager.' }],
  [133006, { title: 'Phone number re-verification needed', whatToDo: 'Verify the number before registering it.' }],
  [133008, { title: 'Too many two-step verification PIN guesses', whatToDo: 'Wait as long as the details say.' }],
  [133009, { title: 'Two-step verification PIN guessed too fast', whatToDo: 'Wait, then enter the PIN once.' }],
  [133010, { title: 'Phone number not registered', whatToDo: 'Register the number on the platform first.' }],
  [
    133015,
    { title: 'Wait a few minutes before registering', whatToDo: 'The number was deleted just now: wait 5 minutes.' },
  ],
  [133016, { title: 'Account register/deregister rate limit', whatToDo: 'Too many tries: wait 72 hours.' }],
  [134011, { title: 'WhatsApp Payments terms not accepted', whatToDo: 'Accept the payments terms, then send again.' }],
  [135000, { title: 'Generic user error', whatToDo: 'Compare the request with the reference, then ask Meta support.' }],
  [
    137000,
    {
      title: 'Recipient identity key hash mismatch',
      whatToDo: 'The user may have another phone: confirm who it is, then store the new hash.',
    },
  ],
  [200005, { title: 'Template insights unavailable', whatToDo: 'Read the details: the insights are not available.' }],
  [200006, { title: 'Template insights cannot be switched off', whatToDo: 'Leave the insights as they are.' }],
  [200007, { title: 'Template insights not switched on', whatToDo: 'Switch template insights on first.' }],
  [2494100, { title: 'Account in maintenance', whatToDo: 'Wait some minutes, then try again.' }],
  [2593079, { title: 'Phone migration error', whatToDo: 'Read the details: the number cannot be moved like this.' }],
  [2593085, { title: 'Phone migration error', whatToDo: 'Read the details: the number cannot be moved like this.' }],
  [2593107, { title: 'History sync limit', whatToDo: 'The sync was asked for already: offboard and onboard again.' }],
  [2593108, { title: 'History sync outside 24 hours', whatToDo: 'Ask within 24 hours of onboarding: onboard again.' }],
  [
    2593109,
    {
      title: 'History sharing is turned off by the business',
      whatToDo: 'No history will come: the business declined to share it.',
    },
  ],
]);

/** Families that share one meaning. An exact code wins. */
export const codeRanges: readonly (ErrorCode & { readonly from: number; readonly to: number })[] = [
  { from: 200, to: 299, title: 'API Permission', whatToDo: 'Grant the token the permission that the details name.' },
  {
    from: 131_201,
    to: 131_215,
    title: 'Group error',
    whatToDo: 'Read the details: the group, its members or its limits do not allow this.',
  },
  {
    from: 138_000,
    to: 138_018,
    title: 'Calling error',
    whatToDo: 'Read the details: calling is off, not permitted by the user, limited, or nobody answered.',
  },
  { from: 139_000, to: 139_004, title: 'Flow error', whatToDo: 'Read the details: the flow cannot be changed so.' },
  { from: 139_100, to: 139_103, title: 'Block-user error', whatToDo: 'Read the details: blocking was refused.' },
  { from: 147_001, to: 147_005, title: 'Business username error', whatToDo: 'Choose another username.' },
  {
    from: 2_388_000,
    to: 2_388_999,
    title: 'Template or account setup error',
    whatToDo: 'Read the details: the template or number was refused as it is.',
  },
];
