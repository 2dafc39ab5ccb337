import { Controller } from '@nestjs/common';
import { accessApi, type InputOf, type ResponseOf, type User } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { Users } from './users.js';

@Controller()
export class UsersController {
  constructor(private readonly users: Users) {}

  @Serve(accessApi.listUsers)
  list(): Promise<ResponseOf<typeof accessApi.listUsers>> {
    return this.users.list();
  }

  @Serve(accessApi.createUser)
  create(@Input() { body }: InputOf<typeof accessApi.createUser>): Promise<User> {
    return this.users.create(body);
  }

  @Serve(accessApi.updateUser)
  update(@Input() { params, body }: InputOf<typeof accessApi.updateUser>): Promise<User> {
    return this.users.update(params.userId, body);
  }

  @Serve(accessApi.deleteUser)
  remove(@Input() { params }: InputOf<typeof accessApi.deleteUser>): Promise<void> {
    return this.users.remove(params.userId);
  }
}
