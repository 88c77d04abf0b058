import { META_CODES } from '../../nodes/EvolutionApi/errors/rejections';
import type { Done, KnownWords, RestOfList } from '../../nodes/EvolutionApi/errors/knownWords';
import { GENERAL_WORDS } from '../../nodes/EvolutionApi/errors/evolutionApi/generalWords';
import { EVOLUTION_API_WORDS } from '../../nodes/EvolutionApi/errors/evolutionApi/serverWords';
import { EVOLUTION_GO_WORDS } from '../../nodes/EvolutionApi/errors/evolutionGo/serverWords';
import { row, withTable } from './markdown';

const DONE: Readonly<Record<Done, string>> = {
	no: 'no',
	perhaps: 'perhaps ¹',
	'in part': 'in part',
};
const LIST: Readonly<Record<RestOfList, string>> = {
	stops: 'stops',
	slower: 'slower, then stops',
};
const RULE = '|---|---|---|---|---|';

function serverTable(words: readonly KnownWords[]): string {
	const rows = words.map(({ example, message, whatToDo, outcome: done, list }) =>
		row(
			`\`${example.trim()}\``,
			message.replace('{instance}', ' …').replace(': {said}', ''),
			whatToDo,
			DONE[done],
			list === undefined ? 'continues' : LIST[list],
		),
	);
	return [row('It says', 'What it means', 'What to do', 'Done?', 'A list'), RULE, ...rows].join(
		'\n',
	);
}

function metaTable(): string {
	const rows = META_CODES.map(([codes, whatToDo, list]) =>
		row(codes.join(', '), whatToDo, list === undefined ? 'continues' : LIST[list]),
	);
	return [row('Code', 'What to do', 'A list'), '|---|---|---|', ...rows].join('\n');
}

/** @throws {Error} if the page lacks the comments that mark the places of the tables */
export function withWordTables(page: string): string {
	const tables: ReadonlyArray<readonly [name: string, table: string]> = [
		['server words', serverTable([...EVOLUTION_API_WORDS, ...GENERAL_WORDS])],
		['Go words', serverTable(EVOLUTION_GO_WORDS)],
		['Meta codes', metaTable()],
	];
	return tables.reduce((written, [name, table]) => withTable(written, name, table), page);
}
