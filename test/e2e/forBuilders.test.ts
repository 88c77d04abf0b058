import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { PINNED, runtimeFolder, runtimePrograms } from '../../dev/n8n/runtimeFolder';
import { PACKAGE_NAME } from '../../dev/ourPackage';

// Tests, with n8n's own functions, how n8n describes our nodes to an AI that builds workflows, and which values it hides. n8n's
// packages can't be development dependencies, because one of them would install a second n8n-workflow (2.41).

const ROOT = path.join(__dirname, '..', '..');
/** Maximum length of each node's type definition, in characters (see docs/development/performance.md). */
const MOST_CHARACTERS = { evolutionApi: 300_000, evolutionApiTrigger: 12_000 };

const SECRET = 'do-not-show';
const ITEMS = [
	{ json: { token: SECRET, apiKey: SECRET, name: 'demo' } },
	{ json: { qrCode: SECRET, pairingCode: 'ABCD-EFGH', data: { qrcode: { code: SECRET } } } },
	{ json: { key: { id: '3EB0', fromMe: true }, parameters: { apiKey: SECRET, prompt: 'Hi' } } },
];

interface ForBuilders {
	readonly type: string;
	readonly shown: typeof ITEMS;
}

const { node } = runtimePrograms(runtimeFolder(process.env, PINNED));
const nodes = path.join(ROOT, 'dist', 'nodes', 'EvolutionApi');
const told = JSON.parse(
	execFileSync(
		node,
		[
			path.join(__dirname, 'support', 'forBuilders.cjs'),
			path.join(runtimeFolder(process.env, PINNED), 'node_modules'),
			nodes,
			PACKAGE_NAME,
			JSON.stringify(ITEMS),
		],
		{ encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
	),
) as Record<keyof typeof MOST_CHARACTERS, ForBuilders>;
const { evolutionApi: action, evolutionApiTrigger: trigger } = told;

it.each(['evolutionApi', 'evolutionApiTrigger'] as const)(
	'an AI that builds workflows in n8n: the type definition of %s stays below its size limit',
	(name) => {
		const { length } = told[name].type;
		process.stdout.write(`The type of ${name} has ${length} characters.\n`);
		expect(length).toBeLessThan(MOST_CHARACTERS[name]);
	},
);

it('an AI that builds workflows in n8n: the type definitions begin with hints on which operation or node to choose', () => {
	expect(action.type.slice(0, 3000)).toContain('message reply, not message sendText');
	expect(trigger.type.slice(0, 2000)).toContain('no Webhook node');
});

it('n8n hides tokens, keys and QR code texts when it shows the output of our nodes', () => {
	expect(JSON.stringify(action.shown.slice(0, 1))).not.toContain(SECRET);
	expect(action.shown[1].json).toMatchObject({ qrCode: { __redacted: true } });
	expect(action.shown[2].json.parameters).toMatchObject({ apiKey: { __redacted: true } });
	expect(JSON.stringify(trigger.shown[1])).not.toContain(SECRET);
});

it('n8n still shows the pairing code and the key of a message in the output of our nodes', () => {
	expect(action.shown.map(({ json }) => json)).toMatchObject([
		{ name: 'demo' },
		{ pairingCode: 'ABCD-EFGH' },
		{ key: { id: '3EB0', fromMe: true }, parameters: { prompt: 'Hi' } },
	]);
});
