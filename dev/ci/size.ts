/**
 * Counts the lines of TypeScript in each folder, and the words on each page that users read. Fails if a number exceeds
 * `size-budget.json`. Tables in JSON files don't count. `--lower` lowers the budget to the current sizes, and never raises it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Sizes = Readonly<Record<string, number>>;

const CHECKOUT = path.join(__dirname, '..', '..');
const BUDGET = path.join(CHECKOUT, 'size-budget.json');
const NODES = 'nodes/EvolutionApi';
const BUDGETED_PAGES = [
	'README.md',
	'CHANGELOG.md',
	...[
		'quick-start',
		'install',
		'triggers',
		'conversations',
		'send-and-wait',
		'ai-agents',
		'bulk-sending',
		'troubleshooting',
	].map((page) => `docs/${page}.md`),
];

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;

/** Counts the lines in each folder, and the words on each page: `{ 'simulator/': 9000, 'README.md': 800 }`. */
export function measure(checkout: string): Sizes {
	const sizes: Record<string, number> = {};
	const add = (key: string, file: string, what: RegExp) => {
		sizes[key] = (sizes[key] ?? 0) + count(readFileSync(path.join(checkout, file), 'utf8'), what);
	};
	for (const folder of [NODES, 'simulator', 'test']) {
		const files = readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' });
		for (const file of files.filter((name) => name.endsWith('.ts')).sort()) {
			const [room = '', ...rest] = folder === NODES ? file.split(path.sep) : [];
			add(rest.length === 0 ? `${folder}/` : `${folder}/${room}/`, `${folder}/${file}`, /\n/g);
		}
	}
	for (const page of BUDGETED_PAGES) add(page, page, /\S+/g);
	return sizes;
}

/** A folder or page that isn't in the budget has a budget of 0. */
export const compare = (budget: Sizes, sizes: Sizes) =>
	Object.entries(sizes)
		.map(([name, size]) => ({ name, size, most: budget[name] ?? 0 }))
		.sort((a, b) => b.size - b.most - (a.size - a.most) || a.name.localeCompare(b.name));

export const lowered = (budget: Sizes, sizes: Sizes): Sizes =>
	Object.fromEntries(
		Object.entries(budget)
			.filter(([name]) => name in sizes)
			.map(([name, most]) => [name, Math.min(most, sizes[name] ?? 0)]),
	);

function main(): number {
	const budget = JSON.parse(readFileSync(BUDGET, 'utf8')) as Sizes;
	const sizes = measure(CHECKOUT);
	if (process.argv.includes('--lower')) {
		writeFileSync(BUDGET, `${JSON.stringify(lowered(budget, sizes), null, '\t')}\n`);
	}
	const rows = compare(budget, sizes);
	for (const { name, size, most } of rows) {
		const excess = size > most ? `  ${size - most} over` : '';
		const unit = name.endsWith('/') ? 'lines' : 'words';
		const numbers = `${String(size).padStart(7)} of ${String(most).padStart(7)} ${unit}`;
		process.stdout.write(`${name.padEnd(32)}${numbers}${excess}\n`);
	}
	return rows.some(({ size, most }) => size > most) ? 1 : 0;
}

if (require.main === module) process.exitCode = main();
