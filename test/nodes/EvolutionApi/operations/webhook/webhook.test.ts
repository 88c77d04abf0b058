import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

import { encodeList, type WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import type { Instance } from '../../../../../simulator/state/instance';
import { runOperation } from '../../../../support/run';
import { arrived, demoOf, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const webhook = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, { resource: 'webhook', operation, values });
const update = async (values: IDataObject) =>
	await webhook('update', { enabled: true, mode: 'update', ...values });
const sent = () =>
	arrived(simulator.current)
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body);

const given = {
	url: 'https://example.com/hook',
	events: ['MESSAGES_UPSERT'],
	headers: '{"jwt_key": "planted-secret", "x-team": "sales"}',
	base64: true,
	byEvents: true,
};
const headers = { jwt_key: 'planted-secret', 'x-team': 'sales' };

describe('Webhook → Update', () => {
	const bad: Array<[what: string, values: IDataObject, message: RegExp]> = [
		[
			'a URL that is not http or https',
			{ url: 'ftp://x' },
			/^"Webhook → URL" must be a web address, not "ftp:\/\/x"/,
		],
		[
			'an unknown event',
			{ events: ['GROUPS_UPDATE'] },
			/^"Webhook → Events → 1" must be an event of Evolution API, not "GROUPS_UPDATE"/,
		],
		[
			'headers that are not a JSON object',
			{ headers: '[1]' },
			/^"Webhook → Headers \(JSON\)" must be a JSON object, not "\[1\]"/,
		],
	];
	it.each(bad)('with %s is refused before any request', async (_what, wrong, message) => {
		const { error } = await update({ webhook: { ...given, ...wrong } });
		expect(error?.message).toMatch(message);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('without an address is refused', async () => {
		const { error } = await update({ webhook: { events: ['CALL'] } });
		expect(error?.message).toBe('"Webhook → URL" is empty');
		expect(sent()).toEqual([]);
	});

	it('sends all given fields, and outputs the names of the headers without their values', async () => {
		const { items } = await update({ webhook: given });
		expect(sent()).toEqual([{ webhook: { enabled: true, ...given, headers } }]);
		expect(items[0].json).toMatchObject({
			enabled: true,
			url: given.url,
			headerNames: ['jwt_key', 'x-team'],
			webhookBase64: true,
		});
		expect(JSON.stringify(items)).not.toContain('planted-secret');
	});

	it('keeps address, events and headers that are not given', async () => {
		await update({ webhook: given });
		await update({ webhook: { base64: false } });
		expect(sent()[1]).toEqual({
			webhook: { enabled: true, url: given.url, events: given.events, base64: false },
		});
		const [{ json }] = (await webhook('get', { options: { includeSecrets: true } })).items;
		expect(json).toMatchObject({ headers, webhookByEvents: true, webhookBase64: false });
	});

	it('adds a header to those that are there', async () => {
		await update({ webhook: given });
		await update({ webhook: { headers: '{"x-team": "support"}' } });
		expect(sent()[1]).toMatchObject({
			webhook: { headers: { jwt_key: 'planted-secret', 'x-team': 'support' } },
		});
	});

	it('clears headers and switches that are not given, with Replace', async () => {
		await update({ webhook: given });
		await update({
			mode: 'replace',
			webhook: { url: 'https://example.com/other', events: ['CALL'] },
		});
		expect(sent()[1]).toEqual({
			webhook: {
				enabled: true,
				url: 'https://example.com/other',
				events: ['CALL'],
				headers: {},
				byEvents: false,
				base64: false,
			},
		});
	});

	it('can switch off a webhook, also one that was never on, and keeps the address', async () => {
		expect((await update({ enabled: false })).error).toBeUndefined();
		await update({ webhook: given });
		await update({ enabled: false });
		const [{ json }] = (await webhook('get')).items;
		expect(json).toMatchObject({ enabled: false, url: given.url, events: [] });
	});
});

describe('Webhook → Get', () => {
	it('of a webhook that was never set gives one that is disabled', async () => {
		expect((await webhook('get')).items[0].json).toEqual({
			enabled: false,
			url: '',
			events: [],
			webhookByEvents: false,
			webhookBase64: false,
			headerNames: [],
		});
	});

	it('shows the values of headers only on request', async () => {
		await update({ webhook: given });
		expect(JSON.stringify((await webhook('get')).items)).not.toContain('planted-secret');
		const { items } = await webhook('get', { options: { includeSecrets: true } });
		expect(items[0].json.headers).toEqual(headers);
	});
});

describe('Webhook → Get Listeners (workflows that get the events)', () => {
	const key = 'planted-secret';
	const listener = (url: string): WorkflowSubscriber => ({ kind: 'trigger', url, events: [] });

	function demo(): Instance {
		const instance = demoOf(simulator.current);
		return instance;
	}

	async function listen(...subscribers: WorkflowSubscriber[]): Promise<void> {
		const list = await encodeList(subscribers, key);
		const headers = { jwt_key: key, 'x-evolution-hub': list };
		setWebhook(demo(), { enabled: true, url: subscribers[0].url, events: [], headers });
	}

	it('gives no item where there are none', async () => {
		expect((await webhook('getListeners')).items).toEqual([]);
	});

	it('says of each whether the server sends to it directly and whether it answers, without secrets', async () => {
		const alive = createServer((_request, response) => response.end('{"evolutionHub":"taken"}'));
		await new Promise<void>((resolve) => alive.listen(0, '127.0.0.1', resolve));
		const { port } = alive.address() as AddressInfo;
		await listen(
			listener(`http://127.0.0.1:${port}/webhook/7?signature=planted-secret`),
			listener('http://127.0.0.1:1/webhook/8'),
		);
		const { items, error } = await webhook('getListeners');
		alive.close();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => [json.url, json.owner, json.alive])).toEqual([
			[`http://127.0.0.1:${port}/webhook/7`, true, true],
			['http://127.0.0.1:1/webhook/8', false, false],
		]);
		expect(JSON.stringify(items)).not.toContain('planted-secret');
	});

	it("gives another application's webhook as foreign, and does not say whether it answers", async () => {
		setWebhook(demo(), { ...given, enabled: true, headers });
		const { items } = await webhook('getListeners');
		expect(items.map(({ json }) => json)).toMatchObject([
			{ kind: 'foreign', url: given.url, owner: false, alive: null },
		]);
		expect(JSON.stringify(items)).not.toContain('planted-secret');
	});
});
