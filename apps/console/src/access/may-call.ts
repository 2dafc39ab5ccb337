import { Access, Role } from '@scanfleet/contracts';

const rank: Readonly<Record<Role, number>> = { [Role.Viewer]: 1, [Role.Operator]: 2, [Role.Admin]: 3 };

/** Whether someone of this role may call a public endpoint that asks for `needed`. Each role may do what the lower ones may. */
export function mayCall(role: Role, needed: Access): boolean {
  switch (needed) {
    case Access.Open:
      return true;
    case Access.Viewer:
    case Access.Operator:
    case Access.Admin:
      return rank[role] >= rank[needed];
    case Access.Engine:
    case Access.Join:
      return false;
  }
}
