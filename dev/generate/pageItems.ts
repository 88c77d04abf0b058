import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/EvolutionApi/operations';
import { startSimulator } from '../../simulator/server';
import { itemsOf, messageBody } from '../../test/nodes/EvolutionApi/events/support/deliveries';
import { runOperation } from '../../test/support/run';
import { exampleOutput } from './exampleOutput';
import { withTable } from './markdown';

/** Time and ID that replace the real ones, so that the pages stay the same. */
const TIME = '2026-05-31T12:00:00.000Z';
const MESSAGE_ID = '3EB0C431C26A1916E07A';
const NOT_THERE = '5511900000000';

const MESSAGE = 'text senderName chat';
const ITEM = `${MESSAGE} kind messageId fromMe chatType senderPhone personId chatInput sessionId instance timestamp`;

const SHOWN: Readonly<Record<string, () => Promise<object>>> = {
	'a message': async () => pick(message(), MESSAGE),
	'an item': async () => pick(message(), ITEM),
	'a history': async () =>
		pick(await firstItem('addChatHistory'), 'chatInput sessionId history historyText'),
	'an answer': async () =>
		pick(
			await firstItem('sendAndWait'),
			'approved choice text timedOut respondedAt personId responder',
		),
	'a problem': async () => await firstItem('checkSetup'),
	results: broadcast,
};

export const PAGES_WITH_ITEMS: Readonly<Record<string, readonly string[]>> = {
	'README.md': ['a message'],
	'docs/ai-agents.md': ['a history'],
	'docs/bulk-sending.md': ['results'],
	'docs/check-setup.md': ['a problem'],
	'docs/conversations.md': ['a message'],
	'docs/send-and-wait.md': ['an answer'],
	'docs/triggers.md': ['an item'],
	'docs/troubleshooting.md': ['a problem'],
};

/** Writes the items into the page, as JSON. @throws {Error} if the page lacks the comments that mark their places */
export async function withItems(page: string, names: readonly string[]): Promise<string> {
	let text = page;
	for (const name of names) {
		const json = JSON.stringify(await SHOWN[name](), null, '\t');
		text = withTable(text, name, `\`\`\`json\n${json}\n\`\`\``);
	}
	return text;
}

function message(): IDataObject {
	const key = { remoteJid: '5511988887777@s.whatsapp.net', fromMe: false, id: MESSAGE_ID };
	const more = { key, pushName: 'Ana', messageTimestamp: Date.parse(TIME) / 1000 };
	const [item] = itemsOf(messageBody({ conversation: 'Do you have cake?' }, more));
	return item;
}

async function firstItem(value: string): Promise<IDataObject> {
	for (const resource of resources) {
		const operation = resource.operations.find((one) => one.value === value);
		if (operation) return (await exampleOutput(resource.value, operation))[0];
	}
	throw new Error(`There is no operation ${value}`);
}

async function broadcast(): Promise<IDataObject[]> {
	const simulator = await startSimulator({ port: 0, seed: true, quiet: true });
	simulator.config.unknownNumbers = [NOT_THERE];
	try {
		const { items } = await runOperation(simulator, {
			resource: 'message',
			operation: 'sendText',
			values: {
				recipient: '={{ $json.phone }}',
				text: '={{ "Hi " + $json.name + ", your order is ready." }}',
				bulkSending: { verifyNumbers: true },
			},
			items: ['5511988887777', NOT_THERE].map((phone) => ({
				json: { name: 'Ana', phone },
			})),
		});
		const [sent, other] = items.map(({ json }) => pick(json, 'broadcast'));
		Object.assign(sent.broadcast as object, { messageId: MESSAGE_ID, sentAt: TIME });
		return [sent, other];
	} finally {
		await simulator.close();
	}
}

const pick = (item: IDataObject, keys: string): IDataObject =>
	Object.fromEntries(keys.split(' ').map((key) => [key, item[key]]));
