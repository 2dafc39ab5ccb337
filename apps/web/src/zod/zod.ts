/**
 * What `zod` means in the built console (see `paths` in tsconfig.app.json): all of zod, told not to compile its schemas with
 * `new Function`. The content security policy forbids that, and even trying is reported. zod decides when a schema is made,
 * so it has to be told before the contracts, which import this file, make theirs.
 */
import { config } from 'zod/v4';

config({ jitless: true });

export * from 'zod/v4';
