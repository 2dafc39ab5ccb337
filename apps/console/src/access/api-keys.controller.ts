import { Controller } from '@nestjs/common';
import { accessApi, type Account, type InputOf, type ResponseOf } from '@scanfleet/contracts';
import { CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { ApiKeys } from './api-keys.js';

@Controller()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Serve(accessApi.listApiKeys)
  list(): Promise<ResponseOf<typeof accessApi.listApiKeys>> {
    return this.keys.list();
  }

  @Serve(accessApi.createApiKey)
  create(
    @Input() { body }: InputOf<typeof accessApi.createApiKey>,
    @CurrentCaller() account: Account,
  ): Promise<ResponseOf<typeof accessApi.createApiKey>> {
    return this.keys.create(body, account);
  }

  @Serve(accessApi.revokeApiKey)
  revoke(@Input() { params }: InputOf<typeof accessApi.revokeApiKey>): Promise<void> {
    return this.keys.revoke(params.keyId);
  }
}
