/**
 * What `import { z } from 'zod'` means in the built console (see `paths` in tsconfig.app.json). zod's own `z` holds its
 * messages in fifty languages, which a bundler can't leave out: that is 50 kB of the first load, compressed.
 */
import { config } from './names.js';

// zod would compile its schemas with `new Function`, which the content security policy forbids; even trying is reported. It
// decides when a schema is made, so it has to be told before the contracts, which import this file, make theirs.
config({ jitless: true });

export * as z from './names.js';
