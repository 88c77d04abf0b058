import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const NODES = path.join(__dirname, '..', '..', 'nodes', 'EvolutionApi');

/** Fields that the node creator of n8n 2.41 searches, with their weights. */
const SEARCHED = [
	{ key: 'properties.displayName', weight: 1.3 },
	{ key: 'properties.codex.alias', weight: 1 },
];

const entry = (displayName: string, alias: string[]) => ({
	properties: { displayName, codex: { alias } },
});

function entryOf(displayName: string, file: string): ReturnType<typeof entry> {
	const { alias } = JSON.parse(readFileSync(path.join(NODES, file), 'utf8')) as { alias: string[] };
	return entry(displayName, alias);
}

const scoreOf = (word: string, item: ReturnType<typeof entry>) =>
	sublimeSearch(word, [item], SEARCHED)[0]?.score ?? 0;

const ACTION = entryOf('Evolution API (WhatsApp)', 'EvolutionApi.node.json');
const TRIGGER = entryOf('Evolution API (WhatsApp) Trigger', 'EvolutionApiTrigger.node.json');

const OF_BOTH = [
	'chatbot',
	'bot',
	'ai agent',
	'notification',
	'customer support',
	'handover',
	'wait for reply',
	'debounce',
	'wahtsapp',
];

it.each([
	...OF_BOTH,
	'bot reply',
	'send message',
	'qr code',
	'bulk',
	'broadcast',
	'newsletter',
	'voice note',
	'audio',
	'whatsapp group',
	'send and wait',
	'approval',
	'human in the loop',
	'sms',
	'catalog',
	'poll',
	'sticker',
])("n8n's node creator finds the node for %p as well as one that is called so", (word) => {
	expect(scoreOf(word, ACTION)).toBeGreaterThanOrEqual(scoreOf(word, entry('', [word])));
});

it.each([...OF_BOTH, 'whatsapp', 'message', 'call'])(
	"n8n's node creator finds the trigger for %p as well as one that is called so",
	(word) => {
		expect(scoreOf(word, TRIGGER)).toBeGreaterThanOrEqual(scoreOf(word, entry('', [word])));
	},
);
