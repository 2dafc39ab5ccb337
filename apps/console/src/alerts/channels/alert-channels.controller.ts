import { Controller } from '@nestjs/common';
import {
  type AlertChannel,
  alertChannelsApi,
  type AllowedHost,
  type ChannelPage,
  type ChannelTest,
  type InputOf,
  type SavedChannel,
} from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { Input, Serve } from '../../platform/http/serve.js';
import { AllowedHostDesk } from './allowed-host-desk.js';
import { ChannelDesk } from './channel-desk.js';
import { ChannelQueries } from './channel-queries.js';
import { ChannelTester } from './channel-tester.js';

@Controller()
export class AlertChannelsController {
  constructor(
    private readonly queries: ChannelQueries,
    private readonly desk: ChannelDesk,
    private readonly tester: ChannelTester,
    private readonly hosts: AllowedHostDesk,
  ) {}

  @Serve(alertChannelsApi.list)
  list(@Input() input: InputOf<typeof alertChannelsApi.list>): Promise<ChannelPage> {
    return this.queries.list(input.query);
  }

  @Serve(alertChannelsApi.create)
  create(
    @Input() input: InputOf<typeof alertChannelsApi.create>,
    @CurrentCaller() caller: Caller,
  ): Promise<SavedChannel> {
    return this.desk.create(input.body, nameOf(caller));
  }

  @Serve(alertChannelsApi.get)
  get(@Input() input: InputOf<typeof alertChannelsApi.get>): Promise<AlertChannel> {
    return this.queries.get(input.params.channelId);
  }

  @Serve(alertChannelsApi.update)
  update(@Input() input: InputOf<typeof alertChannelsApi.update>): Promise<SavedChannel> {
    return this.desk.update(input.params.channelId, input.body);
  }

  @Serve(alertChannelsApi.remove)
  remove(@Input() input: InputOf<typeof alertChannelsApi.remove>): Promise<void> {
    return this.desk.remove(input.params.channelId);
  }

  @Serve(alertChannelsApi.test)
  test(@Input() input: InputOf<typeof alertChannelsApi.test>): Promise<ChannelTest> {
    return this.tester.test(input.params.channelId);
  }

  @Serve(alertChannelsApi.listAllowedHosts)
  listAllowedHosts(): Promise<{ data: AllowedHost[] }> {
    return this.hosts.list();
  }

  @Serve(alertChannelsApi.allowHost)
  allowHost(
    @Input() input: InputOf<typeof alertChannelsApi.allowHost>,
    @CurrentCaller() caller: Caller,
  ): Promise<AllowedHost> {
    return this.hosts.allow({ ...input.body, by: nameOf(caller) });
  }

  @Serve(alertChannelsApi.disallowHost)
  disallowHost(@Input() input: InputOf<typeof alertChannelsApi.disallowHost>): Promise<void> {
    return this.hosts.disallow(input.params.host);
  }
}

function nameOf(caller: Caller): string {
  return 'name' in caller ? caller.name : caller.kind;
}
