import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  hidden,
  required,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import {
  DigestMode,
  alertChannelsApi,
  alertRuleRequest,
  alertRulesApi,
  displayName,
  sitesApi,
  type SavedChannel,
} from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { ChoiceList, type Choice } from '../design/choice-list.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { TimeZonePicker } from '../recurrence/time-zone-picker.js';
import { TargetEditor } from '../sites/target-editor.js';
import { isTimeZone, ownTimeZone } from '../text/zoned-time.js';
import { eventChoices, kindChoices } from './alert-words.js';
import { ChannelDialog } from './channel-dialog.js';
import { channelKindWords } from './channel-words.js';
import { CheckGrid } from './check-grid.js';
import { FieldErrors } from './field-errors.js';
import { atFields } from './issue-fields.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { newRuleDraft, ruleDraftOf, ruleFields, ruleRequestOf } from './rule-draft.js';

const ALL = { query: { page_size: 500 } };
const { flapHours, certificateDays, digestAt } = alertRuleRequest.shape;

/** Creates an alert rule or, with an id in the path, changes one; shows what it would have sent before it is saved. */
@Component({
  selector: 'sf-rule-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ChannelDialog,
    CheckGrid,
    ChoiceList,
    Field,
    FieldErrors,
    FormField,
    FormProblem,
    FormRoot,
    Icon,
    Loading,
    PageHeader,
    RehearsalPanel,
    RouterLink,
    TargetEditor,
    TimeZonePicker,
  ],
  templateUrl: './rule-editor.html',
  styleUrl: './rule-editor.css',
})
export class RuleEditor {
  /** From the path; absent for a new rule. */
  readonly ruleId = input<string>();
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly eventChoices = eventChoices;
  protected readonly kindChoices = kindChoices;
  protected readonly digests = DigestMode;
  protected readonly rule = load(alertRulesApi.get, () => {
    const ruleId = this.ruleId();
    return ruleId === undefined ? undefined : { params: { ruleId } };
  });
  protected readonly sites = load(sitesApi.list, () => ALL);
  protected readonly channels = load(alertChannelsApi.list, () => ALL);
  /** The form of a new channel lies above this one. */
  protected readonly isMakingChannel = signal(false);
  protected readonly isReady = computed(() => this.ruleId() === undefined || this.rule.value() !== undefined);
  protected readonly back = computed(() => {
    const rule = this.rule.value();
    return rule === undefined
      ? { label: 'Alert rules', path: '/alerts/rules' }
      : { label: rule.name, path: `/alerts/rules/${rule.id}` };
  });

  private readonly draft = linkedSignal(() => {
    const rule = this.rule.value();
    return rule === undefined ? newRuleDraft(ownTimeZone()) : ruleDraftOf(rule);
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validate(path.events, ({ value, valueOf }) =>
        value().length + valueOf(path.changes).length > 0
          ? undefined
          : { kind: 'nothing', message: 'Choose at least one event or kind of change.' },
      );
      hidden(path.certificateDays, ({ valueOf }) => !valueOf(path.changes).includes('certificate_expiring'));
      required(path.certificateDays, { message: 'Say how many days before.' });
      validateStandardSchema(path.certificateDays, certificateDays.unwrap().nullable());
      hidden(path.digestAt, ({ valueOf }) => valueOf(path.digest) !== 'daily');
      validateStandardSchema(path.digestAt, digestAt.unwrap());
      hidden(path.quietFrom, ({ valueOf }) => !valueOf(path.isQuiet));
      hidden(path.quietTo, ({ valueOf }) => !valueOf(path.isQuiet));
      required(path.quietFrom, { message: 'Say when they begin.' });
      required(path.quietTo, { message: 'Say when they end.' });
      validate(path.quietTo, ({ value, valueOf }) =>
        value() === valueOf(path.quietFrom) ? { kind: 'same', message: 'must differ from their beginning' } : undefined,
      );
      hidden(path.zone, ({ valueOf }) => valueOf(path.digest) !== 'daily' && !valueOf(path.isQuiet));
      validate(path.zone, ({ value }) =>
        isTimeZone(value())
          ? undefined
          : { kind: 'zone', message: 'is no time zone; choose one such as Europe/Berlin' },
      );
      required(path.flapHours, { message: 'Say how many hours; 0 tells everything.' });
      validateStandardSchema(path.flapHours, flapHours.unwrap().nullable());
    },
    { submission: sending(() => this.save()) },
  );
  protected readonly request = computed(() => ruleRequestOf(this.draft()));

  protected readonly siteChoices = computed<readonly Choice[]>(() => [
    ...(this.sites.value()?.data ?? []).map(({ id, name, enabled }) => ({
      id,
      name,
      ...(!enabled && { hint: 'disabled' }),
    })),
  ]);
  protected readonly channelChoices = computed<readonly Choice[]>(() =>
    (this.channels.value()?.data ?? []).map(({ id, name, kind, enabled }) => ({
      id,
      name,
      hint: enabled ? channelKindWords[kind].label : `${channelKindWords[kind].label}, disabled`,
    })),
  );

  /** A channel that was made for this rule is one of its channels. */
  protected takeChannel(channel: SavedChannel | undefined): void {
    this.isMakingChannel.set(false);
    if (channel === undefined) return;
    this.channels.reload();
    this.form.channelIds().value.update((ids) => [...ids, channel.id]);
  }

  private async save(): Promise<TreeValidationResult> {
    const ruleId = this.ruleId();
    const body = this.request();
    try {
      const rule =
        ruleId === undefined
          ? await this.api.call(alertRulesApi.create, { body })
          : await this.api.call(alertRulesApi.update, { params: { ruleId }, body });
      this.notices.tell(ruleId === undefined ? `Rule ${rule.name} created.` : `Rule ${rule.name} saved.`);
      await this.router.navigate(['/alerts/rules', rule.id]);
      return undefined;
    } catch (error) {
      return problemErrors(atFields(error, ruleFields), this.form);
    }
  }
}
