import { setTimeout as sleep } from 'node:timers/promises';

import { listedIn } from './support/hubList';
import { Server, Stage, until } from './support/triggerStage';

// Tests two n8n servers whose workflows listen to the same instance.

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
