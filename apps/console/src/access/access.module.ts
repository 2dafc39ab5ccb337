import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Admission } from '../platform/http/admission.js';
import { AccessGuard } from './access.guard.js';
import { AccessSweep } from './access-sweep.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysController } from './api-keys.controller.js';
import { EngineTokens } from './engine-tokens.js';
import { FirstAdmin } from './first-admin.js';
import { Gatekeeper } from './gatekeeper.js';
import { JoinTokens } from './join-tokens.js';
import { OwnAccount } from './own-account.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SignInBackOff } from './sign-in-back-off.js';
import { SignInDesk } from './sign-in-desk.js';
import { Users } from './users.js';
import { UsersController } from './users.controller.js';

/** Users, sessions, API keys, roles and the tokens of engines. */
@Global()
@Module({
  controllers: [SessionController, UsersController, ApiKeysController],
  providers: [
    { provide: Admission, useClass: Gatekeeper },
    { provide: APP_GUARD, useClass: AccessGuard },
    AccessSweep,
    ApiKeys,
    EngineTokens,
    FirstAdmin,
    JoinTokens,
    OwnAccount,
    Sessions,
    SignInBackOff,
    SignInDesk,
    Users,
  ],
  exports: [Admission, EngineTokens, FirstAdmin, JoinTokens],
})
export class AccessModule {}
