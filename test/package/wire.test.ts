import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

// The routes that the package itself asks, and the keys of the server that it reads, stand in the folder of that kind of
// server: a field that a new server names otherwise is changed there. Who may import these folders: .dependency-cruiser.cjs.

const NODES = join(__dirname, '..', '..', 'nodes', 'EvolutionApi');
const SERVERS = 'core/server/';

/** A room for each kind of server, beside `adapter.ts`. */
const DIALECTS = readdirSync(join(NODES, SERVERS), { withFileTypes: true })
	.filter((entry) => entry.isDirectory())
	.map(({ name }) => `${SERVERS}${name}/`);

/** Where they may stand besides, and why. A path ends in a slash if it is a folder. */
const EXCEPTIONS = new Map([
	['core/ask/', 'what the package itself asks goes by routes of the table, whichever server it is'],
	['health/', 'some checks ask what nobody else asks'],
	['operations/', 'each entry of the table has its own route, body and answer'],
	[
		'core/server/foreignQuote.ts',
		'a whole message that the user gives is in the words of the server',
	],
	['fields/', 'parts of the bodies of those entries, which several of them share'],
	[
		'events/readContext.ts',
		'the place of a quote is in the words of WhatsApp, as all that messages hold',
	],
]);

const MOST_EXCEPTIONS = 10;

/** `/chat/findMessages/{instance}`, and the like, at the beginning of a text. */
const ROUTE =
	/^\/(\{\w+\}|business|call|chat|chatwoot|group|instance|label|message|openai|proxy|settings|template|webhook|websocket)\//;

/** Keys of the server's answers and deliveries that are no words of ours. */
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

/** The routes and keys in a text of TypeScript, comments left out. */
function wireIn(text: string): string[] {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.ES2022);
	const found: string[] = [];
	const look = (node: ts.Node): void => {
		if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
			if (KEYS.has(node.text) || ROUTE.test(node.text)) found.push(node.text);
		}
		// The welcome of the server.
		if (ts.isPropertyAssignment(node) && /^path: ['"`]\/['"`]$/.test(node.getText(source)))
			found.push('/');
		// In our own words whose message it is is said by the message itself, not by its key.
		if (ts.isPropertyAccessExpression(node) && node.getText(source).endsWith('key.fromMe'))
			found.push('key.fromMe');
		ts.forEachChild(node, look);
	};
	look(source);
	return found;
}

const inside = (file: string, place: string) =>
	place.endsWith('/') ? file.startsWith(place) : file === place;

const isException = (file: string) =>
	[...EXCEPTIONS.keys()].some((exception) => inside(file, exception));

const dialectOf = (file: string) => DIALECTS.find((dialect) => inside(file, dialect));

const read = (file: string) => readFileSync(join(NODES, file), 'utf8');

const wireOf = (file: string) => wireIn(read(file));

describe('routes and JSON keys of the server', () => {
	it('appear in the code only in the folders of the two servers and in the listed exceptions', () => {
		const others = files.filter((file) => dialectOf(file) === undefined && !isException(file));
		expect(others.length).toBeGreaterThan(100);
		const found = others.flatMap((file) => wireOf(file).map((word) => `${file}: ${word}`));
		expect(found).toEqual([]);
	});

	it('appear in every listed exception, and at most ten exceptions are listed', () => {
		expect(EXCEPTIONS.size).toBeLessThanOrEqual(MOST_EXCEPTIONS);
		const needless = [...EXCEPTIONS.keys()].filter(
			(exception) => !files.some((file) => inside(file, exception) && wireOf(file).length > 0),
		);
		expect(needless).toEqual([]);
	});

	it.each([
		["const path = '/chat/findMessages/{instance}';", '/chat/findMessages/{instance}'],
		['const path = `/instance/fetchInstances?name=${name}`;', '/instance/fetchInstances?name='],
		["const path = '/{platform}/find/{instance}';", '/{platform}/find/{instance}'],
		["const welcome = { method: 'GET', path: '/' };", '/'],
		['const { remoteJid } = key;', 'remoteJid'],
		["record['messageTimestamp']", 'messageTimestamp'],
		['if (data.key.fromMe === true) skip();', 'key.fromMe'],
	])('are found by this test: %s', (text, word) => {
		expect(wireIn(text)).toContain(word);
	});

	it('are not found by this test in what only looks like them', () => {
		const text = "// remoteJid\nconst { fromMe } = message;\nconst help = 'See /docs/chat';";
		expect(wireIn(text)).toEqual([]);
	});
});
