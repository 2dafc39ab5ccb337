import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Role, accessApi, type User } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { Session } from './session.js';
import { UserDialog } from './user-dialog.js';

@Component({
  selector: 'sf-user-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, Loading, PageHeader, UserDialog, When],
  templateUrl: './user-list.html',
})
export class UserList {
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  protected readonly users = load(accessApi.listUsers);
  protected readonly roles = Object.values(Role);
  /** The user whose password is being set, or a new one. */
  protected readonly editing = signal<User | 'new' | undefined>(undefined);

  protected finishEditing(): void {
    this.editing.set(undefined);
    this.users.reload();
  }

  protected async changeRole(user: User, event: Event): Promise<void> {
    const select = event.target as HTMLSelectElement;
    const role = this.roles.find((each) => each === select.value);
    const changed = await this.notices.attempt(
      () => this.api.call(accessApi.updateUser, { params: { userId: user.id }, body: { role } }),
      () => `${user.name} is ${role} now.`,
    );
    if (changed === undefined) select.value = user.role;
    this.users.reload();
  }

  protected async enable(user: User): Promise<void> {
    const change = { params: { userId: user.id }, body: { disabled: false } };
    await this.notices.attempt(
      () => this.api.call(accessApi.updateUser, change),
      () => `${user.name} may sign in again.`,
    );
    this.users.reload();
  }

  protected async disable(user: User): Promise<void> {
    const change = { params: { userId: user.id }, body: { disabled: true } };
    await this.notices.attempt(
      () => this.api.call(accessApi.updateUser, change),
      () => `${user.name} can\u2019t sign in any more.`,
    );
    this.users.reload();
  }

  protected async remove(user: User): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the user ${user.name}?`,
      text: 'Their sessions end at once. What they did stays recorded under their name.',
      deed: 'Delete user',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(accessApi.deleteUser, { params: { userId: user.id } }),
      () => `User ${user.name} deleted.`,
    );
    this.users.reload();
  }
}
