import { parseArgs } from 'node:util';
import { type DlpPolicy, PolicyError, parseDlpPolicy } from '../../lambda/access/dlp-policy.ts';
import { GatewayError } from '../../lambda/contract/gateway-error.ts';
import { inspectBody } from '../../lambda/gateway/inspection/inspect-body.ts';
import { type InspectionReport, reportOf } from '../../lambda/gateway/inspection/report.ts';
import { parseJsonBody } from '../../lambda/openai/json-text.ts';
import { isJsonObject, type JsonObject } from '../../lambda/openai/json-value.ts';
import { type Terminal, UsageError } from '../command.ts';
import { type Input, readInput } from '../read-input.ts';
import { askedLocally, createLocalPorts } from './local-ports.ts';
import { printReport } from './print-report.ts';

const HELP = `Usage: hawthorn inspect [FILE...] [--policy FILE] [--profile NAME] [--json]

Shows what Hawthorn would make of texts, or of bodies of requests (JSON with messages or input), before anything is sent.
Reads standard input without a FILE, or for -. Looks with the local recognizers, in this process; nothing leaves it.

  --policy FILE     the policy of a tenant, as JSON; else what holds where nothing was decided
  --profile NAME    safe-harbor or strict, instead of the policy's own
  --json            one line of JSON for each input, as POST /v1/phi/inspect answers
  --help

Tokens are drawn anew for each run. Exit codes: 0 all would be sent, 1 something would be refused, 2 something is wrong.
`;

const OPTIONS = {
  policy: { type: 'string' },
  profile: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const argumentsOf = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch {
    throw new UsageError(`hawthorn inspect doesn't know one of these options.\n\n${HELP.trimEnd()}`);
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const policyFrom = async (
  file: string | undefined,
  profile: string | undefined,
  terminal: Terminal,
): Promise<DlpPolicy> => {
  const written: unknown = file === undefined ? {} : parsed((await readInput(file, terminal)).text);
  if (!isJsonObject(written)) throw new UsageError(`${file ?? ''}: no JSON object.`);
  try {
    return parseDlpPolicy({ ...written, ...(profile !== undefined && { profile }) });
  } catch (error) {
    throw error instanceof PolicyError ? new UsageError(error.message) : error;
  }
};

/** The body of a request, or a text as one. */
const bodyOf = (text: string): { readonly body: JsonObject; readonly isText: boolean } => {
  const value = parsed(text);
  const isBody = isJsonObject(value) && (value['messages'] !== undefined || value['input'] !== undefined);
  return isBody ? { body: parseJsonBody(text), isText: false } : { body: { input: text }, isText: true };
};

const inspect = async ({ name, text }: Input, ports: ReturnType<typeof createLocalPorts>) => {
  try {
    const { body, isText } = bodyOf(text);
    const report = reportOf(await inspectBody(body, askedLocally(text.length), ports));
    return { report, text: isText ? text : undefined };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { param } = error.detail;
    throw new UsageError(`${name}: ${error.message}${param === undefined ? '' : ` (${param})`}`);
  }
};

const worst = (reports: readonly InspectionReport[]): number =>
  reports.some(({ decision }) => decision.action === 'refuse') ? 1 : 0;

/** `hawthorn inspect`: the dry run, without a server. */
export const runInspect = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const { values, positionals } = argumentsOf(args);
  if (values.help) {
    terminal.out(HELP);
    return 0;
  }
  if (positionals.length === 0 && terminal.stdin.isTTY === true) throw new UsageError(HELP.trimEnd());
  const ports = createLocalPorts(await policyFrom(values.policy, values.profile, terminal));
  const files = positionals.length === 0 ? ['-'] : positionals;
  const reports: InspectionReport[] = [];
  for (const [index, file] of files.entries()) {
    const input = await readInput(file, terminal);
    const { report, text } = await inspect(input, ports);
    reports.push(report);
    const head = files.length > 1 ? `${index > 0 ? '\n' : ''}== ${input.name}\n` : '';
    terminal.out(
      values.json ? `${JSON.stringify(report)}\n` : head + printReport(report, text, terminal.colours),
    );
  }
  return worst(reports);
};
