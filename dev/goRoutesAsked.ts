import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// Finds out which routes of Evolution Go the node calls for each route of the operation table. It reads this from the functions in
// `server/evolutionGo/routes/`, and from the code in `server/evolutionGo/` that they use.

const ROOM = path.join(__dirname, '..', 'nodes', 'EvolutionApi', 'server', 'evolutionGo');

type Scope = ReadonlyMap<string, ts.Node>;

interface Room {
	readonly scopeOf: ReadonlyMap<ts.SourceFile, Scope>;
	readonly translations: ReadonlyMap<string, ts.Node>;
}

const TABLE_ROUTE = /^(GET|POST|PUT|DELETE) \//;

export const anonymousGoRoute = (route: string) =>
	route.replace(/:\w+|\{\w+\}/g, '*').replace(/\?.*$/, '');

function textOf(node: ts.Node): string | undefined {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (!ts.isTemplateExpression(node)) return undefined;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => `*${literal.text}`)].join('');
}

function readRoom(): Room {
	const files = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => {
			const text = readFileSync(path.join(ROOM, file), 'utf8');
			return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
		});
	const declared = new Map(files.map((file) => [file, declarationsIn(file)]));
	// Exported names are unique in nodes/, so an import's path doesn't matter.
	const exported = new Map([...declared.values()].flatMap((names) => [...names]));
	const scopeOf = new Map(
		[...declared].map(([file, own]) => [file, new Map([...exported, ...own])]),
	);
	return { scopeOf, translations: new Map(files.flatMap(translationsIn)) };
}

function declarationsIn(file: ts.SourceFile): Map<string, ts.Node> {
	const found = new Map<string, ts.Node>();
	for (const statement of file.statements) {
		if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
			found.set(statement.name.text, statement);
		if (!ts.isVariableStatement(statement)) continue;
		for (const { name, initializer } of statement.declarationList.declarations) {
			if (ts.isIdentifier(name) && initializer !== undefined) found.set(name.text, initializer);
		}
	}
	return found;
}

/** Returns the entries such as `'POST /message/sendText/{instance}': send`, at any depth. */
function translationsIn(file: ts.SourceFile): Array<[string, ts.Node]> {
	const found: Array<[string, ts.Node]> = [];
	const look = (node: ts.Node): void => {
		const name =
			ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) ? node.name : undefined;
		if (name !== undefined && ts.isStringLiteral(name) && TABLE_ROUTE.test(name.text))
			found.push([name.text, node]);
		else ts.forEachChild(node, look);
	};
	look(file);
	return found;
}

function requestsIn(
	start: ts.Node,
	{ scopeOf }: Room,
): { methods: Set<string>; paths: Set<string> } {
	const methods = new Set<string>();
	const paths = new Set<string>();
	const seen = new Set<ts.Node>();
	const look = (node: ts.Node): void => {
		if (seen.has(node)) return;
		seen.add(node);
		if (ts.isPropertyAssignment(node) && node.name.getText() === 'method') {
			const method = textOf(node.initializer);
			if (method !== undefined) methods.add(method);
		}
		const text = textOf(node);
		if (text?.startsWith('/')) paths.add(text);
		if (ts.isPropertyAccessExpression(node)) {
			look(node.expression);
			return;
		}
		if (ts.isIdentifier(node)) {
			const used = scopeOf.get(node.getSourceFile())?.get(node.text);
			if (used !== undefined) look(used);
		}
		ts.forEachChild(node, look);
	};
	look(start);
	return { methods, paths };
}

/**
 * @param knownRoutes routes of Evolution Go, such as `GET /polls/:id/results`
 * @returns routes of Evolution Go, by an operation's route, such as `POST /chat/getPollVote/{instance}`
 */
export function goRoutesAsked(
	knownRoutes: readonly string[],
): ReadonlyMap<string, readonly string[]> {
	const room = readRoom();
	return new Map(
		[...room.translations].map(([table, code]) => {
			const { methods, paths } = requestsIn(code, room);
			const written = [...methods].flatMap((method) => [...paths].map((one) => `${method} ${one}`));
			const requests = new Set(written.map(anonymousGoRoute));
			return [table, knownRoutes.filter((route) => requests.has(anonymousGoRoute(route)))];
		}),
	);
}
