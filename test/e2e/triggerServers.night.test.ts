import { setTimeout as sleep } from 'node:timers/promises';

import { encodeList, type WorkflowSubscriber } from '../../nodes/EvolutionApi/hub/list';
import { entriesIn, listedIn } from './support/hubList';
import { Server, Stage, until } from './support/triggerStage';

// Two n8n servers on one instance.

const ANA = '5511988887777';
const EACH = 10;

const stage = new Stage();
const servers = [new Server(), new Server()];

beforeAll(async () => {
	await stage.start();
	for (const server of servers) await server.start();
});

afterAll(async () => {
	for (const server of servers) await server.end();
	await stage.end();
});

const listed = async () => listedIn((await stage.webhook())?.headers);
const listeners = async (count: number) =>
	await until(`${count} listen`, async () => (await listed()).length === count, 90_000);

it('ten workflows in each of two n8n on one instance, activated at the same moment, each get each message once', async () => {
	const all = servers.flatMap((server, index) =>
		Array.from({ length: EACH }, (_, number) => ({ server, name: `s${index}w${number}`, id: '' })),
	);
	for (const one of all) one.id = await one.server.create(stage, one.name);
	await Promise.all(all.map(async ({ server, id }) => await server.n8n.client.listen(id)));
	await listeners(2 * EACH);
	expect(new Set(await listed()).size).toBe(2 * EACH);
	await stage.receive({ from: ANA, kind: 'text', text: 'to all' });
	const at = ({ name }: { name: string }) => stage.counts(`/${name}/production`);
	await until('all have it', () => all.every((one) => 'to all' in at(one)), 60_000);
	await sleep(1_000);
	expect(all.map((one) => at(one)['to all'])).toEqual(all.map(() => 1));
	await Promise.all(all.map(async ({ server, id }) => await server.n8n.client.deactivate(id)));
	await listeners(0);
	expect(await stage.webhook()).toMatchObject({ enabled: false, events: [], headers: {} });
}, 280_000);

it('a test session of a killed n8n takes no message from an active workflow, and the next webhook change removes it', async () => {
	const [first, second] = servers;
	const lives = await first.create(stage, 'lives');
	await first.n8n.client.listen(lives);
	await listeners(1);
	const listens = await second.create(stage, 'listens');
	const session = await second.n8n.client.request('POST', `/rest/workflows/${listens}/run`, {
		workflowData: await second.n8n.client.workflow(listens),
		triggerToStartFrom: { name: 'WhatsApp' },
	});
	expect(session).toMatchObject({ waitingForWebhook: true });
	await listeners(2);
	await second.n8n.stop(0);
	await stage.receive({ from: ANA, kind: 'text', text: 'while it seems to live' });
	await until('production got it', () => 'while it seems to live' in counts());

	await endSession(`${stage.collector.url}/session`);
	await stage.receive({ from: ANA, kind: 'text', text: 'when it is over' });
	await until('production got it', () => 'when it is over' in counts());
	await sleep(1_000);
	expect(stage.collector.at('/session')).toEqual([]);
	expect(counts()).toEqual({ 'while it seems to live': 1, 'when it is over': 1 });

	const next = await first.create(stage, 'next');
	await first.n8n.client.listen(next);
	await until('the session is off the list', async () => {
		const entries = entriesIn((await stage.webhook()).headers);
		return entries.filter(({ kind }) => kind === 'trigger').length === 2;
	});
	expect(entriesIn((await stage.webhook()).headers).map(({ kind }) => kind)).not.toContain('test');

	function counts() {
		return stage.counts('/lives/production');
	}
}, 600_000);

/** Its time is over, and whoever would still send to it is seen. */
async function endSession(url: string): Promise<void> {
	const { headers, ...webhook } = await stage.webhook();
	const subscribers = entriesIn(headers).flatMap(({ kind, url: at }): WorkflowSubscriber[] => {
		const events = ['MESSAGES_UPSERT'];
		if (kind === 'trigger') return [{ kind: 'trigger', url: at, events }];
		if (kind === 'test') return [{ kind: 'test', url, events, expires: 1_000_000_000 }];
		return [];
	});
	expect(subscribers.map(({ kind }) => kind).sort()).toEqual(['test', 'trigger']);
	const list = await encodeList(subscribers, headers.jwt_key);
	await stage.ask('POST', '/webhook/set/demo', {
		webhook: { ...webhook, enabled: true, headers: { ...headers, 'x-evolution-hub': list } },
	});
}
