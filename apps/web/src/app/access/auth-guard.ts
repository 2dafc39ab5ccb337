import { inject } from '@angular/core';
import { Router, type CanActivateFn, type CanMatchFn } from '@angular/router';
import { Session } from './session.js';

/** Lets signed-in people in; sends all others to the sign-in page, which sends them back afterwards. */
export const signedIn: CanActivateFn = async (_, state) => {
  const session = inject(Session);
  const router = inject(Router);
  const account = await session.ask();
  return (
    account !== null ||
    router.createUrlTree(['/sign-in'], { queryParams: state.url === '/' ? {} : { returnUrl: state.url } })
  );
};

/** For pages that only operators and admins have; others get the "no such page" page. */
export const operatorsOnly: CanMatchFn = async () => {
  const session = inject(Session);
  await session.ask();
  return session.mayOperate();
};

/** For pages that only admins have. */
export const adminsOnly: CanMatchFn = async () => {
  const session = inject(Session);
  await session.ask();
  return session.mayAdminister();
};
