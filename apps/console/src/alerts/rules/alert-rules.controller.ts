import { Controller } from '@nestjs/common';
import {
  type AlertMute,
  type AlertRule,
  alertRulesApi,
  type InputOf,
  type Page,
  type Rehearsal,
} from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { Input, Serve } from '../../platform/http/serve.js';
import { MuteDesk } from './mute-desk.js';
import { Rehearser } from './rehearser.js';
import { RuleDesk } from './rule-desk.js';
import { RuleQueries } from './rule-queries.js';

@Controller()
export class AlertRulesController {
  constructor(
    private readonly queries: RuleQueries,
    private readonly desk: RuleDesk,
    private readonly mutes: MuteDesk,
    private readonly rehearser: Rehearser,
  ) {}

  @Serve(alertRulesApi.list)
  list(@Input() input: InputOf<typeof alertRulesApi.list>): Promise<Page<AlertRule>> {
    return this.queries.list(input.query);
  }

  @Serve(alertRulesApi.create)
  create(@Input() input: InputOf<typeof alertRulesApi.create>, @CurrentCaller() caller: Caller): Promise<AlertRule> {
    return this.desk.create(input.body, nameOf(caller));
  }

  @Serve(alertRulesApi.rehearse)
  rehearse(@Input() input: InputOf<typeof alertRulesApi.rehearse>): Promise<Rehearsal> {
    return this.rehearser.rehearse(input.body);
  }

  @Serve(alertRulesApi.get)
  get(@Input() input: InputOf<typeof alertRulesApi.get>): Promise<AlertRule> {
    return this.queries.get(input.params.ruleId);
  }

  @Serve(alertRulesApi.update)
  update(@Input() input: InputOf<typeof alertRulesApi.update>): Promise<AlertRule> {
    return this.desk.update(input.params.ruleId, input.body);
  }

  @Serve(alertRulesApi.remove)
  remove(@Input() input: InputOf<typeof alertRulesApi.remove>): Promise<void> {
    return this.desk.remove(input.params.ruleId);
  }

  @Serve(alertRulesApi.listMutes)
  listMutes(@Input() input: InputOf<typeof alertRulesApi.listMutes>): Promise<Page<AlertMute>> {
    return this.mutes.list(input.query);
  }

  @Serve(alertRulesApi.mute)
  mute(@Input() input: InputOf<typeof alertRulesApi.mute>, @CurrentCaller() caller: Caller): Promise<AlertMute> {
    return this.mutes.create(input.body, nameOf(caller));
  }

  @Serve(alertRulesApi.unmute)
  unmute(@Input() input: InputOf<typeof alertRulesApi.unmute>): Promise<void> {
    return this.mutes.remove(input.params.muteId);
  }
}

function nameOf(caller: Caller): string {
  return 'name' in caller ? caller.name : caller.kind;
}
