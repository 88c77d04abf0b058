import type { Account, Count } from './tally';

const NO_REASON = 'NO REASON';

export interface Section {
	readonly titles: {
		/** Title of the line with the total; without it, there is no such line. */
		readonly all?: string;
		readonly once: string;
		readonly lost: string;
		readonly twice: string;
	};
	readonly accounts: ReadonlyMap<string, Account>;
}

export function reportOf(events: number, sections: readonly Section[]) {
	const names = [...sections[0].accounts.keys()];
	const rows = [['', ...names], ...sections.flatMap((section) => rowsOf(section, events))];
	return { lines: table(rows), problems: sections.flatMap(unexplained) };
}

function rowsOf({ titles, accounts }: Section, events: number): string[][] {
	const all = [...accounts.values()];
	const row = (title: string, value: (account: Account) => number) => [
		title,
		...all.map((account) => String(value(account))),
	];
	const details = (title: string, kind: 'remarks' | 'lost') =>
		reasons(all.flatMap((account) => account[kind])).map((reason) =>
			row(`  ${title}: ${reason ?? NO_REASON}`, (account) =>
				total(account[kind].filter((one) => one.reason === reason)),
			),
		);
	return [
		...(titles.all === undefined ? [] : [row(titles.all, () => events)]),
		row(titles.once, ({ once }) => once),
		...details(titles.once, 'remarks'),
		row(titles.lost, ({ lost }) => total(lost)),
		...details(titles.lost, 'lost'),
		row(titles.twice, ({ twice }) => twice.length),
	];
}

function unexplained({ titles, accounts }: Section): string[] {
	return [...accounts].flatMap(([name, { lost, twice }]) => {
		const unknown = lost.filter(({ reason }) => reason === undefined).flatMap(({ ids }) => ids);
		return [
			...problem(name, `${titles.lost} without a reason`, unknown),
			...problem(name, titles.twice, twice),
		];
	});
}

const problem = (name: string, what: string, ids: readonly string[]) =>
	ids.length === 0 ? [] : [`${name}: ${ids.length} ${what}: ${ids.slice(0, 10).join(', ')}`];

const reasons = (counts: readonly Count[]) => [...new Set(counts.map(({ reason }) => reason))];

const total = (counts: readonly Count[]) => counts.reduce((sum, { ids }) => sum + ids.length, 0);

function table(rows: readonly string[][]): string[] {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows.map(([title, ...values]) =>
		[
			title.padEnd(widths[0]),
			...values.map((value, index) => value.padStart(widths[index + 1])),
		].join('  '),
	);
}
