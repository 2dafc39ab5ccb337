import type { IncomingHttpHeaders } from 'node:http';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';

type Recognise<Identity> = (token: string) => Promise<Identity | undefined>;

/**
 * Reads a bearer token (RFC 6750) through Passport's strategy and asks `recognise` whose it is. Only the Authorization
 * header counts: the strategy would also take `access_token` from query and body, so it gets to see neither.
 * @returns undefined when there is no token or nobody knows it.
 */
export function bearerReader<Identity extends object>(
  recognise: Recognise<Identity>,
): (headers: IncomingHttpHeaders) => Promise<Identity | undefined> {
  const strategy = new Strategy({}, (token: string, done: (error: unknown, identity?: Identity | false) => void) => {
    recognise(token).then(
      (identity) => done(null, identity ?? false),
      (error: unknown) => done(error),
    );
  });
  // An own instance: the one that Passport exports is shared by all consoles of a process.
  const authenticator = new passport.Passport();
  // By name: Passport copies a named strategy for each request, but writes the answers of all requests into one instance.
  authenticator.use('bearer', strategy);
  return (headers) =>
    new Promise((resolve, reject) => {
      const settle = (error: unknown, identity?: Identity | false): void => {
        if (error) reject(error instanceof Error ? error : new Error('the token could not be read', { cause: error }));
        else resolve(identity || undefined);
      };
      const check = authenticator.authenticate('bearer', { session: false }, settle) as (
        request: object,
        response: object,
        next: (error?: unknown) => void,
      ) => void;
      check({ headers: { authorization: headers.authorization } }, {}, settle);
    });
}
