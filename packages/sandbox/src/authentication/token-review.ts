import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, textAt } from '../api-object.ts';
import { userInfo } from '../authorization/user-info.ts';
import { badRequest } from '../status-error.ts';
import type { Authenticator } from './authentication.ts';

/** The status of a TokenReview: whose token it is, where it is for one of the audiences. */
export function reviewToken(authenticator: Authenticator, review: ApiObject): JsonObject {
  const token = textAt(review, 'spec', 'token') ?? '';
  if (token === '') throw badRequest('token is required for TokenReview in authentication');
  const asked = listAt(review, 'spec', 'audiences').map(String);
  const reading = authenticator.read(token);
  const wanted = asked.length === 0 ? [authenticator.tokens.issuer] : asked;
  if (reading === undefined) return { user: {}, error: 'invalid bearer token' };
  const audiences = wanted.filter((audience) => reading.audiences.includes(audience));
  if (audiences.length === 0) {
    const error = `[invalid bearer token, token audiences [${reading.audiences.map((each) => JSON.stringify(each)).join(' ')}] is invalid for the target audiences [${wanted.map((each) => JSON.stringify(each)).join(' ')}]]`;
    return { user: {}, error };
  }
  return { authenticated: true, user: userInfo(reading.user), audiences };
}
