import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../../dev/ports';
import type { NewWorkflow } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import { Server, Stage, until } from './support/triggerStage';
import { ANA, BRUNO, CARLA, messagesOf, question } from './support/waitStage';

// The bot that everybody builds first, published: On message received → Send and Wait → Send Text. Its answers come in through
// the trigger that starts it, so it must not ask again for each of them.

const stage = new Stage();
let server: Server;
let bot: string;
const QUESTION = 'What is your name?';

const chat = { __rl: true, mode: 'number', value: "={{ $('WhatsApp').item.json.chat }}" };
const instance = { __rl: true, mode: 'name', value: 'demo' };

beforeAll(async () => {
	await stage.start();
	// What comes while n8n is away is not to be waited for.
	await stage.sim('/_sim/config', { webhookRetry: { delaysMs: Array(40).fill(1_000) } });
	// The address of an execution that waits must be the same after a restart.
	server = new Server({ port: await freePort() });
	await server.start();
	const evolutionGlobalKeyApi = await server.credentialFor(stage);
	const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
		id: name,
		name,
		type: nodeType(type),
		typeVersion,
		position: [0, 0] as [number, number],
		parameters: { authentication: 'globalKey', instance, ...parameters },
		credentials: { evolutionGlobalKeyApi },
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const conversation = { resource: 'conversation', operation: 'sendAndWait' };
	const message = { resource: 'message', operation: 'sendText' };
	({ id: bot } = await server.n8n.client.createWorkflow({
		name: 'bot',
		nodes: [
			node('WhatsApp', 'evolutionApiTrigger', 2, { events: ['MESSAGES_UPSERT'] }),
			node('Ask', 'evolutionApi', 1, {
				...conversation,
				recipient: chat,
				message: QUESTION,
				responseType: 'freeText',
			}),
			node('Greet', 'evolutionApi', 1, {
				...message,
				recipient: chat,
				text: '=Hello, {{ $json.text }}!',
			}),
		],
		connections: { WhatsApp: to('Ask'), Ask: to('Greet') },
	} as NewWorkflow));
	await server.n8n.client.activate(bot);
	await until('it is published', async () => (await stage.webhook())?.enabled);
});
afterAll(async () => {
	await server?.end();
	await stage.end();
});

const says = async (from: string, text: string) =>
	await stage.receive({ from, kind: 'text', text });

/** What the bot has sent, the oldest first. */
const sent = async (to: string) =>
	(await messagesOf(stage, to)).filter(({ fromMe }) => fromMe).map(({ text }) => text);

/** The chat, once the bot has answered and nothing more has come for a while. */
async function whole(to: string, last: string) {
	// What came while n8n was away is found in the server's store, once it is quiet.
	const isSent = async () => (await sent(to)).includes(last);
	await until(`"${last}" is sent`, isSent, 150_000);
	await sleep(2_000);
	return await sent(to);
}

it('it asks once, answers once, and ends', async () => {
	const before = await sent(CARLA);
	await says(CARLA, 'hi');
	await question(stage, CARLA, QUESTION);
	await says(CARLA, 'Carla');
	const all = await whole(CARLA, 'Hello, Carla!');
	expect(all.slice(before.length)).toEqual([QUESTION, 'Hello, Carla!']);
});

it('it ends, too, if n8n is killed after the question, whether the answer comes while it is away or later', async () => {
	const before = [await sent(ANA), await sent(BRUNO)];
	await says(ANA, 'hi');
	await says(BRUNO, 'hi');
	await question(stage, ANA, QUESTION);
	await question(stage, BRUNO, QUESTION);
	// n8n writes that an execution waits after its node has ended.
	await until('both wait', async () => {
		const executions = await server.n8n.client.executions(bot);
		return executions.filter(({ status }) => status === 'waiting').length === 2;
	});
	await server.n8n.stop(0);
	await says(ANA, 'Ana');
	await server.start();
	await says(BRUNO, 'Bruno');
	const [first, second] = [await whole(ANA, 'Hello, Ana!'), await whole(BRUNO, 'Hello, Bruno!')];
	expect(first.slice(before[0].length)).toEqual([QUESTION, 'Hello, Ana!']);
	expect(second.slice(before[1].length)).toEqual([QUESTION, 'Hello, Bruno!']);
	const open = await server.n8n.client.executions(bot);
	expect(open.filter(({ status }) => status === 'waiting')).toEqual([]);
});
