import type { Exchange } from './exchange';
import { OUTCOMES, type Outcome, type Verdict } from './outcome';

export interface Row extends Verdict {
	/** `resource/operation`, or a step of the trigger. */
	readonly name: string;
	readonly exchanges?: readonly Exchange[];
}

export interface Report {
	readonly node: string;
	/** Name and version of the server. */
	readonly server: string;
	readonly rows: readonly Row[];
}

const ALL = Object.keys(OUTCOMES) as Outcome[];

const countOf = (rows: readonly Row[], outcome: Outcome) =>
	rows.filter((row) => row.outcome === outcome).length;

const isWrong = ({ outcome }: Row) => outcome === 'failed' || outcome === 'differs';

export const hasFailed = ({ rows }: Report): boolean => rows.some(isWrong);

/** Returns `worked`, or `refused as expected: needs Evolution API 2.4.0`. */
const verdictText = ({ outcome, reason }: Verdict): string =>
	outcome === 'failed' || reason === undefined
		? OUTCOMES[outcome]
		: `${OUTCOMES[outcome]}: ${reason}`;

export const rowText = (row: Row): string => `${row.name.padEnd(34)}${verdictText(row)}`;

const headText = ({ node, server }: Report) => `Node ${node} against ${server}`;

const countLines = ({ rows }: Report) =>
	ALL.map((outcome) => `${String(countOf(rows, outcome)).padStart(4)} ${OUTCOMES[outcome]}`);

const exchangeLines = ({ request, sent, status, answer, differs = [] }: Exchange): string[] => [
	`${request}${sent === '' ? '' : ` ${sent}`}`,
	`→ ${status === 0 ? 'no answer' : status} ${answer}`,
	...differs.map((line) => `≠ ${line}`),
];

function failureLines({ name, reason = '', exchanges = [] }: Row): string[] {
	const reasons = reason === '' ? [] : [reason];
	return [name, ...[...reasons, ...exchanges.flatMap(exchangeLines)].map((line) => `  ${line}`)];
}

const failures = ({ rows }: Report) => rows.filter(isWrong);

export function summary(report: Report): string {
	const failed = failures(report).flatMap((row) => ['', ...failureLines(row)]);
	const details = failed.length === 0 ? [] : ['', 'Failures and unexpected answers:', ...failed];
	return [...details, '', headText(report), ...countLines(report), ''].join('\n');
}

export function asMarkdown(report: Report): string {
	const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
	const rows = report.rows.map((row) => `| ${row.name} | ${cell(verdictText(row))} |`);
	const details = failures(report).flatMap((row) => ['', '```', ...failureLines(row), '```']);
	const counts = countLines(report).map((line) => line.trim());
	return [
		`${headText(report)}: ${counts.join(', ')}.`,
		'',
		'| Operation | |',
		'| --- | --- |',
		...rows,
		...details,
		'',
	].join('\n');
}

export const asJson = (report: Report): string => `${JSON.stringify(report, null, '\t')}\n`;
