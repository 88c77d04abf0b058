import type { Account, Count } from './account';

const NO_REASON = 'NO REASON';

/** The accounts of all workflows as a table, and what nothing explains. */
export function reportOf(accounts: ReadonlyMap<string, Account>, events: number) {
	const names = [...accounts.keys()];
	const all = [...accounts.values()];
	const row = (title: string, values: readonly number[]) => [title, ...values.map(String)];
	const rows = [
		['', ...names],
		row(
			'messages that the server stored',
			all.map(() => events),
		),
		row(
			'came once',
			all.map(({ once }) => once),
		),
		...(['lost', 'twice'] as const).flatMap((kind) => [
			row(
				kind,
				all.map((account) => total(account[kind])),
			),
			...reasons(all.flatMap((account) => account[kind])).map((reason) =>
				row(
					`  ${kind}: ${reason ?? NO_REASON}`,
					all.map((account) => total(account[kind].filter((one) => one.reason === reason))),
				),
			),
		]),
	];
	return { lines: table(rows), problems: [...accounts].flatMap(unexplained) };
}

function unexplained([name, { lost, twice }]: [string, Account]): string[] {
	return Object.entries({ lost, twice }).flatMap(([kind, counts]) =>
		counts
			.filter(({ reason }) => reason === undefined)
			.map(
				({ ids }) =>
					`${name}: ${ids.length} ${kind} without a reason: ${ids.slice(0, 10).join(', ')}`,
			),
	);
}

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
