import { writeFileSync } from 'node:fs';

// The CDK looks up whose credentials it has and tells the app alone. The app's templates don't depend on it, so that
// they are the same with and without credentials; whoever deploys is shown it before.
const file = process.env['HAWTHORN_ACCOUNT_FILE'];
if (file !== undefined) writeFileSync(file, process.env['CDK_DEFAULT_ACCOUNT'] ?? '');
await import('../../bin/hawthorn.ts');
