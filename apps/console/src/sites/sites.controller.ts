import { Controller } from '@nestjs/common';
import {
  type AddressVerdict,
  type CheckedTargets,
  type InputOf,
  type Page,
  type Site,
  sitesApi,
  type SiteStats,
  type SiteSummary,
} from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { SiteDesk } from './site-desk.js';
import { SiteQueries } from './site-queries.js';
import { SiteStatsQueries } from './site-stats.js';
import { TargetCheck } from './target-check.js';

@Controller()
export class SitesController {
  constructor(
    private readonly queries: SiteQueries,
    private readonly stats: SiteStatsQueries,
    private readonly desk: SiteDesk,
    private readonly targets: TargetCheck,
  ) {}

  @Serve(sitesApi.list)
  list(@Input() input: InputOf<typeof sitesApi.list>): Promise<Page<SiteSummary>> {
    return this.queries.list(input.query);
  }

  @Serve(sitesApi.create)
  create(@Input() input: InputOf<typeof sitesApi.create>): Promise<Site> {
    return this.desk.create(input.body);
  }

  @Serve(sitesApi.stats)
  statistics(): Promise<SiteStats> {
    return this.stats.get();
  }

  @Serve(sitesApi.checkTargets)
  checkTargets(@Input() input: InputOf<typeof sitesApi.checkTargets>): Promise<CheckedTargets> {
    return this.targets.check(input.body);
  }

  @Serve(sitesApi.get)
  get(@Input() input: InputOf<typeof sitesApi.get>): Promise<Site> {
    return this.queries.get(input.params.siteId);
  }

  @Serve(sitesApi.update)
  update(@Input() input: InputOf<typeof sitesApi.update>): Promise<Site> {
    return this.desk.update(input.params.siteId, input.body);
  }

  @Serve(sitesApi.remove)
  remove(@Input() input: InputOf<typeof sitesApi.remove>): Promise<void> {
    return this.desk.remove(input.params.siteId);
  }

  @Serve(sitesApi.why)
  why(@Input() input: InputOf<typeof sitesApi.why>): Promise<AddressVerdict> {
    return this.targets.why(input.params.siteId, input.query.address);
  }
}
