import { startEndless } from '../../../../support/otherServers';
import { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from '../support/fakeN8n';
import { receiveText, settled } from '../support/happenings';

const simulator = useSimulator();
const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };
const MAX_MB = 64;
/** How much data may be on its way when the node closes the connection, in MB. */
const UNDER_WAY_MB = 16;

let end = async () => {};
afterEach(async () => await end());

async function activated(start: string, isEndless: (query: URLSearchParams) => boolean) {
	const proxy = await startEndless(simulator.current, start, ({ method, url = '' }) => {
		const { pathname, searchParams } = new URL(url, 'http://n8n');
		return method === 'GET' && pathname === '/socket.io/' && isEndless(searchParams);
	});
	const n8n = await FakeN8n.start({ ...simulator.current, url: proxy.url });
	end = async () => {
		await n8n.close();
		await proxy.close();
	};
	return { n8n, sentMb: proxy.sentMb, one: n8n.workflow('one', SOCKET) };
}

it("WebSocket: the server's first answer never ends: the activation fails with the reason", async () => {
	const { one, sentMb } = await activated('0{"sid":"', () => true);
	await expect(one.activate()).rejects.toThrow(`larger than ${MAX_MB} MB`);
	await settled(() => sentMb.length > 0);
	expect(sentMb).not.toEqual([]);
	for (const sent of sentMb) expect(sent).toBeLessThan(MAX_MB + UNDER_WAY_MB);
});

it('WebSocket: the answer to a poll never ends: n8n closes the connection, connects again, and loses no message', async () => {
	let isEndless = false;
	const endless = '42/demo,["messages.upsert",{"event":"';
	const { one, n8n, sentMb } = await activated(endless, (query) => {
		const now = isEndless && query.has('sid');
		if (now) isEndless = false;
		return now;
	});
	await one.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => one.texts.includes('hello'));
	isEndless = true;
	// This event ends the current HTTP long poll. The answer to the next one never ends.
	await receiveText(simulator.current, 'before');
	await settled(() => isEndless === false);
	await receiveText(simulator.current, 'meanwhile');
	await settled(() => one.texts.includes('meanwhile'));
	await receiveText(simulator.current, 'after');
	await settled(() => one.texts.includes('after'));
	expect([...one.texts].sort()).toEqual(['after', 'before', 'hello', 'meanwhile']);
	expect(sentMb).toHaveLength(1);
	expect(sentMb[0]).toBeGreaterThanOrEqual(MAX_MB);
	expect(sentMb[0]).toBeLessThan(MAX_MB + UNDER_WAY_MB);
	expect(JSON.stringify(n8n.logged)).not.toContain(simulator.current.key);
});
