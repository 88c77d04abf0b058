import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

// n8n may run for months: what a file of the trigger keeps from one event to the next is made by `kept()`, which forgets it
// when its workflow or instance has left.

const TRIGGER = join(__dirname, '..', '..', 'nodes', 'EvolutionApi', 'trigger');

/** What is neither of a workflow nor of an instance, or is gone as soon as it is done. */
const EXCEPTIONS = [
	'active/activeTriggers.ts: lastStart', // of the process
	'channel/socketRegistration.ts: tested', // while the test lasts
	'items/mediaFile.ts: fetches', // while a file is fetched
	'memory/kept.ts: lastUsed', // what forgets
	'memory/kept.ts: lookedAt',
	'n8n/receive.ts: open', // a count
	'share/passOn.ts: health', // by URL; who is gone leaves the list
	'share/prune.ts: suspected', // while it is checked
	'start/waitForRoom.ts: held', // a count
	'start/waitForRoom.ts: waiting', // the same
];

/** Variables of a file that can grow or change. A WeakMap forgets by itself. */
function stateIn(text: string): string[] {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022);
	return source.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
		const isLet = (declarationList.flags & ts.NodeFlags.Let) !== 0;
		return declarationList.declarations.flatMap(({ name, initializer }) => {
			const isCollection =
				initializer !== undefined &&
				ts.isNewExpression(initializer) &&
				/^(Map|Set)$/.test(initializer.expression.getText(source));
			return isLet || isCollection ? [name.getText(source)] : [];
		});
	});
}

it('no file of the trigger keeps something for ever', () => {
	const found = readdirSync(TRIGGER, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
		.map((entry) => join(entry.parentPath, entry.name))
		.flatMap((file) =>
			stateIn(readFileSync(file, 'utf8')).map((name) => `${relative(TRIGGER, file)}: ${name}`),
		);
	expect(found.sort()).toEqual(EXCEPTIONS);
});

it('the check finds a map, a set and a flag', () => {
	const text =
		'const a = new Map<string, number>();\nexport const b: Set<string> = new Set();\nlet c = 0;\nconst d = kept<string>();\nconst e = new Set([1, 2]).size;';
	expect(stateIn(text)).toEqual(['a', 'b', 'c']);
});
