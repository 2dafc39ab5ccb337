import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { displayName, empty, timestamp, uuid } from './primitives.js';

export const Role = { Viewer: 'viewer', Operator: 'operator', Admin: 'admin' } as const;
export type Role = (typeof Role)[keyof typeof Role];
export const role = z.enum(['viewer', 'operator', 'admin']);

export const userName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(64, 'must have at most 64 characters')
  .regex(/^[\w.@+-]+$/, 'may hold letters, digits and . @ + - _ only');
export const newPassword = z.string().min(12, 'must have at least 12 characters').max(1024);

/** Who is asking: a user with a session, or an API key. */
export const account = z.object({
  id: uuid,
  name: z.string(),
  role,
  kind: z.enum(['user', 'api_key']),
});
export type Account = z.infer<typeof account>;

export const signInRequest = z
  .object({ name: z.string().min(1).max(64), password: z.string().min(1).max(1024) })
  .strict();
export const changePasswordRequest = z.object({ currentPassword: z.string().min(1).max(1024), newPassword }).strict();

export const user = z.object({
  id: uuid,
  name: z.string(),
  role,
  disabled: z.boolean(),
  createdAt: timestamp,
  lastSignInAt: timestamp.nullable(),
});
export type User = z.infer<typeof user>;
export const createUserRequest = z.object({ name: userName, password: newPassword, role }).strict();
export const updateUserRequest = z
  .object({ role: role.optional(), disabled: z.boolean().optional(), password: newPassword.optional() })
  .strict();

export const userSession = z.object({
  id: uuid,
  current: z.boolean(),
  createdAt: timestamp,
  lastSeenAt: timestamp,
  expiresAt: timestamp,
  userAgent: z.string(),
  remoteAddress: z.string(),
});
export type UserSession = z.infer<typeof userSession>;

export const apiKey = z.object({
  id: uuid,
  name: z.string(),
  role,
  /** The first characters of the key, to recognise it by; the rest is not kept. */
  prefix: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;
export const createApiKeyRequest = z
  .object({ name: displayName, role, expiresAt: timestamp.nullable().default(null) })
  .strict();
/** Answer to creating a key: the only time that the key itself is shown. */
export const createdApiKey = apiKey.extend({ key: z.string() });

const tag = 'access';
const userParams = z.object({ userId: uuid });
export const accessApi = {
  signIn: endpoint({
    id: 'signIn',
    method: 'POST',
    path: '/api/v1/session',
    access: Access.Open,
    tag,
    summary: 'Sign in; answers with a session cookie',
    body: signInRequest,
    response: account,
  }),
  signOut: endpoint({
    id: 'signOut',
    method: 'DELETE',
    path: '/api/v1/session',
    access: Access.Viewer,
    tag,
    summary: 'End this session',
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  me: endpoint({
    id: 'getAccount',
    method: 'GET',
    path: '/api/v1/account',
    access: Access.Viewer,
    tag,
    summary: 'Who is asking',
    response: account,
  }),
  changePassword: endpoint({
    id: 'changePassword',
    method: 'PUT',
    path: '/api/v1/account/password',
    access: Access.Viewer,
    tag,
    summary: 'Change your own password; ends all other sessions',
    body: changePasswordRequest,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  listSessions: endpoint({
    id: 'listSessions',
    method: 'GET',
    path: '/api/v1/account/sessions',
    access: Access.Viewer,
    tag,
    summary: 'Your own sessions',
    response: z.object({ data: z.array(userSession) }),
  }),
  endSession: endpoint({
    id: 'endSession',
    method: 'DELETE',
    path: '/api/v1/account/sessions/:sessionId',
    access: Access.Viewer,
    tag,
    summary: 'End one of your own sessions',
    params: z.object({ sessionId: uuid }),
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  listUsers: endpoint({
    id: 'listUsers',
    method: 'GET',
    path: '/api/v1/users',
    access: Access.Admin,
    tag,
    summary: 'List users',
    response: z.object({ data: z.array(user) }),
  }),
  createUser: endpoint({
    id: 'createUser',
    method: 'POST',
    path: '/api/v1/users',
    access: Access.Admin,
    tag,
    summary: 'Create a user',
    body: createUserRequest,
    response: user,
    status: 201,
  }),
  updateUser: endpoint({
    id: 'updateUser',
    method: 'PATCH',
    path: '/api/v1/users/:userId',
    access: Access.Admin,
    tag,
    summary: 'Change role, password or state of a user',
    params: userParams,
    body: updateUserRequest,
    response: user,
  }),
  deleteUser: endpoint({
    id: 'deleteUser',
    method: 'DELETE',
    path: '/api/v1/users/:userId',
    access: Access.Admin,
    tag,
    summary: 'Delete a user; the last admin stays',
    params: userParams,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  listApiKeys: endpoint({
    id: 'listApiKeys',
    method: 'GET',
    path: '/api/v1/apikeys',
    access: Access.Admin,
    tag,
    summary: 'List API keys',
    response: z.object({ data: z.array(apiKey) }),
  }),
  createApiKey: endpoint({
    id: 'createApiKey',
    method: 'POST',
    path: '/api/v1/apikeys',
    access: Access.Admin,
    tag,
    summary: 'Create an API key; it is shown this once',
    body: createApiKeyRequest,
    response: createdApiKey,
    status: 201,
  }),
  revokeApiKey: endpoint({
    id: 'revokeApiKey',
    method: 'DELETE',
    path: '/api/v1/apikeys/:keyId',
    access: Access.Admin,
    tag,
    summary: 'Revoke an API key',
    params: z.object({ keyId: uuid }),
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
