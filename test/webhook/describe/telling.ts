import { describeChange } from '../../../src/webhook/describe.ts';

export const ADA = { profile: { name: 'Ada Test' }, wa_id: '15550100300', user_id: 'US.1' };
export const WAMID = 'wamid.HBgLMTU1NTAxMDAzMDAVAgASGBQ3RDk2NkZEQTFBMjhFREMxRkU2QwA=';
export const FROM_ADA = { from: '15550100300', from_user_id: 'US.1', id: WAMID };

export function told(field: string, value: unknown) {
  return [...describeChange({ field, value })];
}

export function linesOf(field: string, value: unknown): readonly string[] {
  return told(field, value).map(({ summary }) => summary);
}
