import { listedIn } from './support/hubList';
import { eachTestOn, SharedStage } from './support/sharedStage';
import { letMessagesAge, until } from './support/triggerStage';

// Tests workflows that are activated, deactivated, changed or misconfigured, in a real n8n.

const ANA = '5511988887777';
const stage = eachTestOn(new SharedStage());
const { server } = stage;

const listed = async () => listedIn((await stage.webhook())?.headers);
const listeners = async (count: number) =>
	await until(`${count} listen`, async () => (await listed()).length === count);

async function on(id: string, count: number): Promise<void> {
	await server.n8n.client.listen(id);
	await listeners(count);
}

async function off(id: string, count: number): Promise<void> {
	await server.n8n.client.deactivate(id);
	await listeners(count);
}

async function arrives(text: string, ...names: string[]): Promise<void> {
	await stage.receive({ from: ANA, kind: 'text', text });
	await until(`${text} came`, () =>
		names.every((name) => text in stage.counts(`/${name}/production`)),
	);
	await stage.settled();
	for (const name of names) {
		expect([name, stage.counts(`/${name}/production`)[text]]).toEqual([name, 1]);
	}
}

/** Returns the static data as JSON. It contains `live` while the trigger is registered. */
const remembered = async (id: string) =>
	JSON.stringify((await server.n8n.client.workflow(id))?.staticData ?? {});

it('a workflow that is switched off and on again is registered once, and gets none of the messages in between', async () => {
	const id = await server.create(stage, 'again');
	await on(id, 1);
	await arrives('first', 'again');
	const { url } = await stage.webhook();
	await until('it is remembered', async () => (await remembered(id)).includes(url));
	await off(id, 0);
	await until('it is forgotten', async () => !(await remembered(id)).includes('"live"'));
	await stage.receive({ from: ANA, kind: 'text', text: 'while off' });
	await letMessagesAge(stage);
	await on(id, 1);
	await arrives('second', 'again');
	expect(stage.counts('/again/production')).toEqual({ first: 1, second: 1 });
});

it('an archived workflow is removed from the webhook, as when it is switched off', async () => {
	const id = await server.create(stage, 'archived');
	await on(id, 1);
	await server.n8n.client.request('POST', `/rest/workflows/${id}/archive`, {});
	await listeners(0);
	expect(await stage.webhook()).toMatchObject({ enabled: false, events: [], headers: {} });
});

it('a workflow published with other events gets only those, and the webhook asks the server for those', async () => {
	const id = await server.create(stage, 'changed');
	await on(id, 1);
	const stored = await server.n8n.client.workflow(id);
	const nodes = (stored?.nodes ?? []).map((node) =>
		node.name === 'WhatsApp'
			? { ...node, parameters: { ...node.parameters, events: ['PRESENCE_UPDATE'] } }
			: node,
	);
	const body = { ...stored, nodes };
	await server.n8n.client.request('PATCH', `/rest/workflows/${id}`, body);
	await server.n8n.client.listen(id);
	await until('the webhook has the new events', async () => {
		const { events } = await stage.webhook();
		return events.join() === 'PRESENCE_UPDATE';
	});
	expect(await listed()).toHaveLength(1);
	await stage.receive({ from: ANA, kind: 'text', text: 'not any more' });
	await stage.receive({ from: ANA, kind: 'presence', presence: 'composing' });
	await until('the presence came', () => stage.collector.at('/changed/production').length > 0);
	await stage.settled();
	const got = stage.collector.at('/changed/production');
	expect(got.map(({ event }) => event)).toEqual(['presence.update']);
});

it('a workflow switched off while the server is unreachable is removed from the webhook at the next activation', async () => {
	const [first, second, third] = [
		await server.create(stage, 'away'),
		await server.create(stage, 'stays'),
		await server.create(stage, 'next'),
	];
	await on(first, 1);
	// A workflow whose activation hasn't finished must not delay the next one.
	await arrives('to the first', 'away');
	const { url } = await stage.webhook();
	await on(second, 2);
	expect((await stage.webhook()).url).toBe(url);
	await stage.ask('DELETE', '/_sim/requests');
	await stage.sim('/_sim/faults', { path: '/webhook/', times: 1000, drop: 'before' });
	await server.n8n.client.leave(first);
	const asked = (await stage.ask('GET', '/_sim/requests')) as Array<{ path: string }>;
	expect(asked.filter(({ path }) => path.startsWith('/webhook/')).length).toBeGreaterThan(0);
	await stage.ask('DELETE', '/_sim/faults');
	expect((await listed()).length).toBe(2);
	await server.n8n.client.listen(third);
	await until('the webhook goes to a living one', async () => {
		const living = (await listed()).filter((one) => one !== url);
		return living.length === 2 && living.includes((await stage.webhook()).url);
	});
	await arrives('to the living', 'stays', 'next');
	await listeners(2);
	expect(await listed()).not.toContain(url);
	expect(stage.counts('/away/production')).toEqual({ 'to the first': 1 });
});
