/**
 * What `import { z } from 'zod'` means in the built console (see `paths` in tsconfig.app.json). zod's own `z` holds its
 * messages in fifty languages, which a bundler can't leave out: that is 50 kB of the first load, compressed.
 */
export * as z from './names.js';
