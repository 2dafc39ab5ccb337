import { readFileSync } from 'node:fs';

/** A user of this machine, by numbers. */
export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** Looks a user up in /etc/passwd (passwd(5)); a number stands for itself, with the group of the same number if it is not listed. */
export function findUser(nameOrNumber: string, passwd = readPasswd()): SystemUser | null {
  const users = passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '')
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
  if (!/^\d+$/.test(nameOrNumber)) return users.find(({ name }) => name === nameOrNumber) ?? null;
  const number = Number(nameOrNumber);
  return users.find(({ uid }) => uid === number) ?? { name: nameOrNumber, uid: number, gid: number };
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return ''; // An image without users: only numbers are known there.
  }
}
