import dns from 'node:dns';

import { replyQueue } from '../../../../nodes/EvolutionApi/hub/waits';
import { startFront, type FrontOfN8n, type FrontOptions } from '../../../support/frontOfN8n';
import { runOperation } from '../../../support/run';
import { arrived, useSimulator } from '../../../support/simulator';
import { listeners } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const fronts: FrontOfN8n[] = [];
afterEach(async () => {
	for (const front of fronts.splice(0)) await front.close();
	jest.restoreAllMocks();
});

async function front(options: FrontOptions): Promise<FrontOfN8n> {
	const started = await startFront(stage.n8n.url, options);
	fronts.push(started);
	return started;
}

const ask = async (webhookBaseUrl: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: '5511988887777', message: 'Shall we?', options: { webhookBaseUrl } },
	});

const sent = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));
const waits = async () =>
	(await listeners(simulator.current)).filter(({ kind }) => kind === 'wait').length;

describe('Send and Wait beside an active workflow of the instance', () => {
	it.each<[string, FrontOptions, RegExp]>([
		[
			'n8n does not reach its own address',
			{ hasHairpin: true },
			/n8n does not reach its own address/,
		],
		['a login page answers there', { manners: 302 }, /redirects to \/login/],
		['a password is asked for there', { manners: 401 }, /asks for a password/],
		['a proxy there does not reach n8n', { manners: 502 }, /does not reach n8n/],
	])('asks nothing if %s, and says what to do', async (_what, options, found) => {
		await stage.n8n.workflow('one').activate();
		const { error } = await ask((await front(options)).url);
		expect(error?.message).toMatch(/^Nothing was asked, because the answer could not continue/);
		expect(error?.message).toMatch(found);
		if (options.hasHairpin === true)
			expect(error?.description).toMatch(/NO_PROXY.*hosts file.*Base URL/);
		expect([sent(), await waits()]).toEqual([[], 0]);
	});

	it('asks if n8n answers there', async () => {
		await stage.n8n.workflow('one').activate();
		const { error } = await ask((await front({})).url);
		expect(error).toBeUndefined();
		expect([sent().length, await waits()]).toEqual([1, 1]);
	});

	it('remembers that a question was asked while another one was open in the chat', async () => {
		await stage.n8n.workflow('one').activate();
		const { url } = await front({});
		const neighbors = async () =>
			(await listeners(simulator.current))
				.filter(({ kind }) => kind === 'wait')
				.map((wait) => replyQueue.findQuestion(wait.url)?.hadNeighbor);
		await ask(url);
		expect(await neighbors()).toEqual([undefined]);
		await ask(url);
		expect(await neighbors()).toEqual([true, true]);
	});
});

describe('Send and Wait without an active workflow', () => {
	it('asks although n8n does not reach its own address: the server calls the execution itself', async () => {
		const { error } = await ask((await front({ hasHairpin: true })).url);
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
	});

	it('asks nothing if the server is elsewhere and would have to call localhost', async () => {
		const { lookup } = dns;
		const toHere = (_name: string, ...rest: unknown[]) =>
			(lookup as (...given: unknown[]) => void)('127.0.0.1', ...rest);
		jest.spyOn(dns, 'lookup').mockImplementation(toHere as never);
		const { port } = new URL(simulator.current.url);
		const { error } = await runOperation(
			{ ...simulator.current, url: `http://evolution.example.com:${port}` } as never,
			{
				resource: 'message',
				operation: 'sendAndWait',
				values: {
					recipient: '5511988887777',
					message: 'Shall we?',
					options: { webhookBaseUrl: 'http://localhost:5678' },
				},
			},
		);
		expect(error?.message).toMatch(
			/^Nothing was asked, because no answer could come: the server sends/,
		);
		expect(error?.description).toMatch(/N8N_WEBHOOK_URL.*WebSocket/);
		expect([sent(), await waits()]).toEqual([[], 0]);
	});
});
