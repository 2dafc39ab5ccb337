import { UpperCasePipe } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  hidden,
  required,
  submit,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import {
  alertChannelsApi,
  channelSettings,
  displayName,
  type AlertChannel,
  type ChannelKind,
  type SavedChannel,
} from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { ApiProblem } from '../api/api-problem.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';
import { OneTimeSecret } from '../design/one-time-secret.js';
import { HostText } from '../text/host-text.js';
import {
  channelDraftOf,
  channelFields,
  channelSettingsOf,
  hasOtherSettings,
  syslogPorts,
  type ChannelDraft,
} from './channel-draft.js';
import { channelKindWords, channelKinds, facilities } from './channel-words.js';
import { FieldErrors } from './field-errors.js';
import { insideRefusal, type InsideRefusal } from './inside-host.js';
import { atFields } from './issue-fields.js';
import { mailListProblem } from './mail-list.js';
import { SignatureCheck } from './signature-check.js';

const [, webhook, , , , syslog] = channelSettings.options;
const { url, secret } = webhook.shape;
const { host, port, ca } = syslog.shape;
const WITH_URL: ReadonlySet<ChannelKind> = new Set(['webhook', 'slack', 'teams', 'discord']);

/** Creates a channel, or changes one; shows the secret of a new webhook, once. */
@Component({
  selector: 'sf-channel-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Field,
    FieldErrors,
    FormField,
    FormProblem,
    FormRoot,
    HostText,
    Icon,
    Modal,
    OneTimeSecret,
    SignatureCheck,
    UpperCasePipe,
  ],
  templateUrl: './channel-dialog.html',
  styles: `
    .allow {
      display: grid;
      justify-items: start;
      gap: var(--gap-s);
    }
  `,
})
export class ChannelDialog {
  readonly edited = input.required<AlertChannel | 'new'>();
  /** With what was saved, if anything was. */
  readonly closed = output<SavedChannel | undefined>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly kinds = channelKinds;
  protected readonly words = channelKindWords;
  protected readonly facilities = facilities;
  protected readonly transports = Object.keys(syslogPorts) as readonly ChannelDraft['transport'][];
  protected readonly isNew = computed(() => this.edited() === 'new');
  /** What was saved and made a secret. */
  protected readonly made = signal<SavedChannel | undefined>(undefined);
  private readonly draft = linkedSignal(() => channelDraftOf(this.edited()));
  private readonly destination = computed(() => `${this.draft().url} ${this.draft().host}`);
  /** Why the console refused where the channel leads to now: its host lies inside. */
  protected readonly refused = linkedSignal<string, InsideRefusal | undefined>({
    source: this.destination,
    computation: () => undefined,
  });
  protected readonly kind = computed(() => this.draft().kind);
  protected readonly hasUrl = computed(() => WITH_URL.has(this.kind()));
  protected readonly target = computed(() => {
    const edited = this.edited();
    return edited === 'new' ? '' : edited.target;
  });
  protected readonly urlHint = computed(() => {
    const { hint, example } = channelKindWords[this.kind()];
    return this.isNew()
      ? `${hint} Looks like ${example ?? ''}.`
      : 'Empty: it stays as it is. It is not shown, since it holds a secret.';
  });
  protected readonly caHint = computed(() =>
    this.isNew()
      ? 'In PEM, where the certificate of the server is of a private one. Empty: the usual ones.'
      : 'In PEM. Empty: the one given before stays, as long as the host does. It is not shown.',
  );
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      hidden(path.to, ({ valueOf }) => valueOf(path.kind) !== 'email');
      required(path.to, { message: 'Name at least one address.' });
      validate(path.to, ({ value }) => mailListProblem(value()));
      hidden(path.url, ({ valueOf }) => !WITH_URL.has(valueOf(path.kind)));
      validate(path.url, ({ value, valueOf }) => this.urlProblem(value(), valueOf(path.secret)));
      hidden(path.secret, ({ valueOf }) => valueOf(path.kind) !== 'webhook');
      validate(path.secret, ({ value }) => (value() === '' ? undefined : problemOf(secret, value())));
      hidden(path.host, ({ valueOf }) => valueOf(path.kind) !== 'syslog');
      hidden(path.port, ({ valueOf }) => valueOf(path.kind) !== 'syslog');
      validateStandardSchema(path.host, host);
      required(path.port, { message: 'Say which port.' });
      validateStandardSchema(path.port, port.nullable());
      hidden(path.ca, ({ valueOf }) => valueOf(path.kind) !== 'syslog' || valueOf(path.transport) !== 'tls');
      validateStandardSchema(path.ca, ca.unwrap().unwrap());
    },
    { submission: sending(() => this.save()) },
  );

  /** The usual port goes along with the transport; another one stays. */
  protected followTransport(next: ChannelDraft['transport']): void {
    const isUsual =
      this.draft().port === null || this.transports.some((each) => syslogPorts[each] === this.draft().port);
    if (isUsual) this.draft.update((draft) => ({ ...draft, port: syslogPorts[next] }));
  }

  /** Lets webhooks and syslog reach the host that was refused, and saves the channel. */
  protected async allowAndSave(host: string): Promise<void> {
    const body = { host, reason: `For the channel ${this.draft().name.trim()}`.slice(0, 1000) };
    const allowed = await this.notices.attempt(
      () => this.api.call(alertChannelsApi.allowHost, { body }),
      () => `Channels may reach ${host} now.`,
    );
    if (allowed) await submit(this.form);
  }

  private urlProblem(text: string, newSecret: string): { kind: string; message: string } | undefined {
    if (text.trim() !== '') return problemOf(url, text);
    if (this.isNew()) return { kind: 'required', message: 'Write the URL.' };
    return newSecret === '' ? undefined : { kind: 'required', message: 'Write the URL again: both are kept together.' };
  }

  private async save(): Promise<TreeValidationResult> {
    const edited = this.edited();
    const draft = this.draft();
    const name = draft.name;
    try {
      const saved =
        edited === 'new'
          ? await this.api.call(alertChannelsApi.create, { body: { name, settings: channelSettingsOf(draft) } })
          : await this.api.call(alertChannelsApi.update, {
              params: { channelId: edited.id },
              body: { name, ...(hasOtherSettings(draft, edited) && { settings: channelSettingsOf(draft) }) },
            });
      this.notices.tell(edited === 'new' ? `Channel ${saved.name} created.` : `Channel ${saved.name} saved.`);
      if (saved.secret === null) this.closed.emit(saved);
      else this.made.set(saved);
      return undefined;
    } catch (error) {
      const refused = insideRefusal(ApiProblem.from(error).issues, draft);
      this.refused.set(refused);
      // Told beside the way out of it, and not twice.
      if (refused) return undefined;
      return problemErrors(atFields(error, channelFields), this.form);
    }
  }
}

/** What a schema says of a text, as an error of a form. */
function problemOf(schema: typeof url | typeof secret, text: string): { kind: string; message: string } | undefined {
  const message = schema.safeParse(text).error?.issues[0]?.message;
  return message === undefined ? undefined : { kind: 'schema', message };
}
