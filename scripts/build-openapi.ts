/**
 * Writes the OpenAPI document that the gateway serves (`lambda/http/openapi.json`) from the schemas with which it
 * checks requests. Run it again after a change of them: `npm run build:openapi`. A test fails until then.
 */
import { writeFileSync } from 'node:fs';
import { createOpenApi } from './openapi/document.ts';

const FILE = new URL('../lambda/http/openapi.json', import.meta.url);

writeFileSync(FILE, `${JSON.stringify(createOpenApi(), null, 2)}\n`);
