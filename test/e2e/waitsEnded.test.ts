import { listedIn } from './support/hubList';
import { eachTestOn, SharedStage } from './support/sharedStage';
import { until } from './support/triggerStage';
import { ANA, BRUNO, createAsking, question, start } from './support/waitStage';

// Tests executions of a real n8n that are stopped or deleted while they wait for a reply. n8n then runs none of our code, so
// they stay registered on the webhook until another of our workflows changes the webhook.

const stage = eachTestOn(new SharedStage());
const { server } = stage;
let asking: string;

beforeEach(async () => {
	asking = await createAsking(stage, server, 'ask');
});

const stop = async (id: string) => await server.n8n.client.stop(id);
const remove = async (id: string) =>
	await server.n8n.client.request('POST', '/rest/executions/delete', { ids: [id] });
const ENDS: Array<[how: string, end: (id: string) => Promise<unknown>]> = [
	['stopped', stop],
	['deleted', remove],
];

async function wait(to: string, message: string): Promise<string> {
	const { client } = server.n8n;
	const waiting = async () =>
		(await client.executions(asking)).filter(({ status }) => status === 'waiting');
	const before = (await waiting()).map(({ id }) => id);
	await start(server, 'ask', { to, message });
	await question(stage, to, message);
	let found: string | undefined;
	await until('it waits', async () => {
		found = (await waiting()).find(({ id }) => !before.includes(id))?.id;
		return found !== undefined;
	});
	return String(found);
}

const says = async (from: string, text: string, more: object = {}) =>
	await stage.receive({ from, kind: 'text', text, ...more });
const listed = async () => listedIn((await stage.webhook()).headers);
const waits = async () => (await listed()).filter((url) => url.includes('/webhook-waiting/'));

describe('Send and Wait without an active trigger workflow', () => {
	it.each(ENDS)(
		'after an execution was %s, the next one can send its question and gets the reply',
		async (how, end) => {
			const first = await wait(ANA, `To be ${how}`);
			await end(first);
			expect(await listed()).toHaveLength(1);
			const next = await wait(BRUNO, `After it was ${how}`);
			expect(await listed()).toEqual([expect.stringContaining(`/webhook-waiting/${next}/`)]);
			await says(ANA, 'too late');
			await says(BRUNO, how);
			await until('it has left', async () => !(await stage.webhook()).enabled);
			await stage.settled();
			expect(stage.collector.at('/ask')).toMatchObject([{ text: how }]);
		},
	);
});

describe('Send and Wait beside an active trigger workflow', () => {
	beforeEach(async () => {
		const trigger = await server.create(stage, 'all');
		await server.n8n.client.listen(trigger);
	});

	it.each(ENDS)(
		'after an execution was %s, a reply that quotes the other question in its chat goes to the execution that waits there',
		async (how, end) => {
			const older = await wait(ANA, `Older, to be ${how}`);
			const younger = await wait(ANA, `Younger, when it was ${how}`);
			await end(older);
			expect(await waits()).toHaveLength(2);
			const { id: quotedId } = await question(stage, ANA, `Younger, when it was ${how}`);
			await says(ANA, 'without a quote');
			await question(stage, ANA, 'quote the question');
			await says(ANA, how, { quotedId });
			await until('neither is on the list', async () => (await waits()).length === 0);
			await stage.settled();
			expect(stage.collector.at('/ask')).toMatchObject([{ execution: younger, text: how }]);
		},
	);
});
