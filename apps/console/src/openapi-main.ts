import { openApiDocument } from './platform/http/openapi.js';
import { consoleVersion } from './platform/version.js';

// Prints the OpenAPI document, as it is kept in docs/api/openapi.json.
process.stdout.write(`${JSON.stringify(openApiDocument(consoleVersion), null, 2)}\n`);
