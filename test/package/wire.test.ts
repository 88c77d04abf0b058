import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

// Tests which files contain the servers' routes and JSON keys. Routes are only in the folders listed below, and each JSON key
// is in only one file. .dependency-cruiser.cjs limits the imports of these folders.

const NODES = join(__dirname, '..', '..', 'nodes', 'EvolutionApi');

/** Folders that may contain the servers' routes and JSON keys. */
const DIALECTS = [
	'server/evolutionApi/',
	'server/evolutionGo/',
	'server/words/',
	'errors/evolutionApi/',
	'errors/evolutionGo/',
];

/** Folders that may contain the servers' routes, but none of their JSON keys. */
const TABLE = ['server/ask/', 'operations/'];

const TRANSLATION = 'server/evolutionGo/';

/** Text that starts with a route such as `/chat/findMessages/{instance}`. */
const ROUTE =
	/^\/(\{\w+\}|business|call|chat|chatwoot|group|instance|label|message|openai|proxy|settings|template|webhook|websocket)\//;

/** Keys in the server's answers and deliveries for which we have other names. */
const KEYS = new Set([
	'MessageUpdate',
	'connectionStatus',
	'date_time',
	'keyId',
	'messageTimestamp',
	'ownerJid',
	'participantAlt',
	'participantLid',
	'participantPn',
	'pollUpdates',
	'profilePicUrl',
	'pushName',
	'remoteJid',
	'remoteJidAlt',
	'remoteLid',
	'senderPn',
	'server_url',
	'webhookBase64',
	'webhookByEvents',
]);

const files = readdirSync(NODES, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
	.map((entry) => relative(NODES, join(entry.parentPath, entry.name)));

interface Wire {
	readonly routes: string[];
	readonly keys: string[];
}

function wireIn(text: string): Wire {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022);
	const found: Wire = { routes: [], keys: [] };
	const look = (node: ts.Node): void => {
		if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
			if (KEYS.has(node.text)) found.keys.push(node.text);
			if (ROUTE.test(node.text)) found.routes.push(node.text);
		}
		// Route of the server's welcome message.
		if (ts.isPropertyAssignment(node) && /^path: ['"`]\/['"`]$/.test(node.getText(source)))
			found.routes.push('/');
		// We store `fromMe` in the message itself, not in its key.
		if (ts.isPropertyAccessExpression(node) && node.getText(source).endsWith('key.fromMe'))
			found.keys.push('key.fromMe');
		ts.forEachChild(node, look);
	};
	look(source);
	return found;
}

const inside = (file: string, place: string) => file.startsWith(place);

const isTable = (file: string) => TABLE.some((place) => inside(file, place));

const isDialect = (file: string) => DIALECTS.some((dialect) => inside(file, dialect));

const wireOf = (file: string) => wireIn(readFileSync(join(NODES, file), 'utf8'));

describe('a key of the server', () => {
	it('is read and written in one file', () => {
		const places = new Map<string, string[]>();
		for (const file of files.filter((name) => !inside(name, TRANSLATION))) {
			for (const key of new Set(wireOf(file).keys)) {
				places.set(key, [...(places.get(key) ?? []), file]);
			}
		}
		expect([...places.keys()].sort()).toEqual([...KEYS].sort());
		expect([...places].filter(([, found]) => found.length > 1)).toEqual([]);
	});

	it('stands in no other folder than those of the servers and the words of the table', () => {
		const others = files.filter((file) => !isDialect(file));
		expect(others.length).toBeGreaterThan(100);
		const found = others.flatMap((file) => wireOf(file).keys.map((key) => `${file}: ${key}`));
		expect(found).toEqual([]);
	});
});

describe('a route of the server', () => {
	it('stands only in the folders of the servers, in the table and in what asks by it', () => {
		const others = files.filter((file) => !isDialect(file) && !isTable(file));
		const found = others.flatMap((file) => wireOf(file).routes.map((route) => `${file}: ${route}`));
		expect(found).toEqual([]);
	});

	it('stands in each of these places', () => {
		const needless = TABLE.filter(
			(place) => !files.some((file) => inside(file, place) && wireOf(file).routes.length > 0),
		);
		expect(needless).toEqual([]);
	});
});

describe('routes and keys', () => {
	it.each([
		["const path = '/chat/findMessages/{instance}';", '/chat/findMessages/{instance}'],
		['const path = `/instance/fetchInstances?name=${name}`;', '/instance/fetchInstances?name='],
		["const path = '/{platform}/find/{instance}';", '/{platform}/find/{instance}'],
		["const welcome = { method: 'GET', path: '/' };", '/'],
		['const { remoteJid } = key;', 'remoteJid'],
		["record['messageTimestamp']", 'messageTimestamp'],
		['if (data.key.fromMe === true) skip();', 'key.fromMe'],
	])('are found by this test: %s', (text, word) => {
		const { routes, keys } = wireIn(text);
		expect([...routes, ...keys]).toContain(word);
	});

	it('are not found by this test in what only looks like them', () => {
		const text = "// remoteJid\nconst { fromMe } = message;\nconst help = 'See /docs/chat';";
		expect(wireIn(text)).toEqual({ routes: [], keys: [] });
	});
});
