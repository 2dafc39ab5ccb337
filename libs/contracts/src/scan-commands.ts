import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { description, displayName, empty, listQuery, pageOf, problemIssue, timestamp, uuid } from './primitives.js';

export const scannerName = z.enum(['nmap', 'masscan']);
export type ScannerName = z.infer<typeof scannerName>;

/** One option of a scanner with its value, as `@scanfleet/scan-options` parses and checks it. */
export const scanOption = z.object({ name: z.string().max(64), value: z.string().max(65_536).optional() }).strict();
export type ScanOptionRecord = z.infer<typeof scanOption>;

/** Scanner and options, named and reusable. */
export const scanCommand = z.object({
  id: uuid,
  name: z.string(),
  description: z.string(),
  scanner: scannerName,
  /** Options as text, in canonical form. */
  options: z.string(),
  /** The argv that an engine with raw sockets would run; file names are stand-ins. */
  argv: z.array(z.string()),
  /** Finds hosts only, asks no port. */
  discovery: z.boolean(),
  /** Options of the nmap that looks at what this command finds, for a command of two stages; else null. */
  followUp: z.string().nullable(),
  followUpArgv: z.array(z.string()).nullable(),
  builtIn: z.boolean(),
  /** The one that runs where neither a scan, nor its schedule, nor its site names one. */
  usual: z.boolean(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type ScanCommand = z.infer<typeof scanCommand>;

const optionText = z.string().max(65_536, 'must have at most 65536 characters');
export const createScanCommandRequest = z
  .object({
    name: displayName,
    description: description.default(''),
    scanner: scannerName,
    options: optionText,
    followUp: optionText.nullable().default(null),
  })
  .strict();
export const updateScanCommandRequest = z
  .object({
    name: displayName.optional(),
    description: description.optional(),
    options: optionText.optional(),
    followUp: optionText.nullable().optional(),
  })
  .strict();
export const cloneScanCommandRequest = z.object({ name: displayName.optional() }).strict();
/** With `followUp`, both stages are checked; issues of the second have the path `followUp`. */
export const checkOptionsRequest = z
  .object({ scanner: scannerName, options: optionText, followUp: optionText.nullable().default(null) })
  .strict();
export const checkedOptions = z.object({
  valid: z.boolean(),
  argv: z.array(z.string()),
  followUpArgv: z.array(z.string()).nullable(),
  /** What the scan would do without raw sockets, in a sentence; absent when nothing changes. */
  unprivilegedNote: z.string().nullable(),
  issues: z.array(problemIssue),
});
export type CheckedOptions = z.infer<typeof checkedOptions>;

const tag = 'scan-commands';
const params = z.object({ commandId: uuid });
export const scanCommandListQuery = listQuery(['name', 'scanner', 'createdAt', 'builtIn'], {
  sortBy: 'name',
  sortOrder: 'asc',
});
export const scanCommandsApi = {
  list: endpoint({
    id: 'listScanCommands',
    method: 'GET',
    path: '/api/v1/scan-commands',
    access: Access.Viewer,
    tag,
    summary: 'List scan commands',
    query: scanCommandListQuery,
    response: pageOf(scanCommand),
  }),
  create: endpoint({
    id: 'createScanCommand',
    method: 'POST',
    path: '/api/v1/scan-commands',
    access: Access.Operator,
    tag,
    summary: 'Create a scan command',
    body: createScanCommandRequest,
    response: scanCommand,
    status: 201,
  }),
  check: endpoint({
    id: 'checkOptions',
    method: 'POST',
    path: '/api/v1/scan-commands/check',
    access: Access.Viewer,
    tag,
    summary: 'Check options and show the argv',
    body: checkOptionsRequest,
    response: checkedOptions,
  }),
  get: endpoint({
    id: 'getScanCommand',
    method: 'GET',
    path: '/api/v1/scan-commands/:commandId',
    access: Access.Viewer,
    tag,
    summary: 'Get a scan command',
    params,
    response: scanCommand,
  }),
  update: endpoint({
    id: 'updateScanCommand',
    method: 'PATCH',
    path: '/api/v1/scan-commands/:commandId',
    access: Access.Operator,
    tag,
    summary: 'Change a scan command; built-in ones can only be cloned',
    params,
    body: updateScanCommandRequest,
    response: scanCommand,
  }),
  remove: endpoint({
    id: 'deleteScanCommand',
    method: 'DELETE',
    path: '/api/v1/scan-commands/:commandId',
    access: Access.Operator,
    tag,
    summary: 'Delete a scan command that no site uses',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  clone: endpoint({
    id: 'cloneScanCommand',
    method: 'POST',
    path: '/api/v1/scan-commands/:commandId/clone',
    access: Access.Operator,
    tag,
    summary: 'Copy a scan command under a new name',
    params,
    body: cloneScanCommandRequest,
    response: scanCommand,
    status: 201,
  }),
} as const;
