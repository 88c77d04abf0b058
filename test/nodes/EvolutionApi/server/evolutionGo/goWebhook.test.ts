import { createHash } from 'node:crypto';

import { evolutionGo } from '../../../../../nodes/EvolutionApi/server/evolutionGo';
import {
	addressWith,
	splitAddress,
} from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { RequestFailure } from '../../../../../nodes/EvolutionApi/errors/failure';
import {
	HubChanges,
	readHub,
	type WebhookApi,
} from '../../../../../nodes/EvolutionApi/hub/changes';
import type { WorkflowSubscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { demoOf } from '../../../../support/demo';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { talkGo } from './support/goHub';
import { useGoSimulator } from './support/goSimulator';

const simulator = useGoSimulator('0.7.2');

const talk = (sleep?: WebhookApi['sleep']) => talkGo(simulator.current, sleep);
const instance = () => demoOf(simulator.current);
const row = () => goOf(instance()).row;
const words = () => row().events.split(',').sort();
const change = async (...changes: Parameters<HubChanges['change']>[2]) =>
	await new HubChanges().change('demo', talk(), changes);

const urlOf = (number: number) => `https://n8n.example/webhook/${number}/webhook`;
const trigger = (number: number, ...events: string[]): WorkflowSubscriber => ({
	kind: 'trigger',
	url: urlOf(number),
	events: events.length > 0 ? events : ['MESSAGES_UPSERT'],
});
const join = (number: number, ...events: string[]) =>
	({ do: 'subscribe', subscriber: trigger(number, ...events) }) as const;
const leave = (number: number) => ({ do: 'unsubscribe', url: urlOf(number) }) as const;

describe('the webhook of an instance of Evolution Go', () => {
	it('is not changed for an event that the server never delivers: the activation is refused', async () => {
		const before = { ...row() };
		await expect(change(join(1, 'SEND_MESSAGE_UPDATE'))).rejects.toThrow(RequestFailure);
		expect(row()).toEqual(before);
	});

	it('of an unknown instance cannot be read: the error names the instance', async () => {
		const found = await evolutionGo.webhook.find(
			async () => await Promise.resolve({ body: { message: 'success', data: [] } }),
			'nobody',
		);
		expect(found).toMatchObject({ failure: { message: expect.stringContaining('"nobody"') } });
	});

	it('has the address of the workflow, with the list of subscribers and the key that signs deliveries', async () => {
		const state = await change(join(1, 'MESSAGES_UPSERT', 'PRESENCE_UPDATE'));
		const { url, headers } = splitAddress(row().webhook);
		expect(url).toBe(urlOf(1));
		expect(headers).toMatchObject({ jwt_key: state.key, 'x-evolution-hub': expect.any(String) });
		expect(words()).toEqual(['CHAT_PRESENCE', 'MESSAGE', 'PRESENCE']);
		expect(await readHub(talk())).toEqual(state);
	});

	it('of a waiting execution has the address that n8n signed, with list and signing key after the #', async () => {
		const url = 'https://n8n.example/webhook-waiting/7?signature=s#mark';
		await change({ do: 'subscribe', subscriber: { kind: 'wait', url, events: [] } });
		const { webhook } = row();
		expect(webhook.split('#')[0]).toBe('https://n8n.example/webhook-waiting/7?signature=s');
		expect(splitAddress(webhook)).toMatchObject({
			url,
			headers: { jwt_key: expect.any(String) },
		});
		expect((await readHub(talk())).subscribers).toMatchObject([{ kind: 'wait', url }]);
	});

	it('keeps RabbitMQ, NATS and the events chosen for them when a workflow joins and leaves', async () => {
		Object.assign(row(), {
			events: 'CALL,QRCODE',
			rabbitmqEnable: 'enabled',
			natsEnable: 'disabled',
		});
		await change(join(1));
		expect(row()).toMatchObject({ rabbitmqEnable: 'enabled', natsEnable: 'disabled' });
		expect(words()).toEqual(['CALL', 'MESSAGE', 'QRCODE']);
		await change(leave(1));
		expect(row()).toMatchObject({ webhook: 'disabled', rabbitmqEnable: 'enabled' });
		expect(words()).toEqual(expect.arrayContaining(['CALL', 'QRCODE']));
	});

	it('asks for the events of all its workflows, and no longer for those of workflows that left', async () => {
		await change(join(1), join(7, 'CALL'));
		expect(words()).toEqual(['CALL', 'MESSAGE']);
		await change(leave(7));
		expect(words()).toEqual(['MESSAGE']);
	});

	it('is switched off when the last workflow leaves', async () => {
		await change(join(1), join(2));
		await change(leave(1));
		expect(splitAddress(row().webhook).url).toBe(urlOf(2));
		await change(leave(2));
		// An empty text would be ignored by newer servers.
		expect(row().webhook).toBe('disabled');
	});

	it.each(['MESSAGE,CALL', 'PRESENCE', 'MESSAGE,ALL', 'CALL,SEND_MESSAGE,BUTTON_CLICK,MESSAGE'])(
		'of another application, with the events %s, is kept on the list, then restored when the workflow leaves',
		async (events) => {
			const theirs = { webhook: 'https://app.example/hook?tenant=5&x=a%20b', events };
			const isAll = events.split(',').includes('ALL');
			Object.assign(row(), theirs);
			const { subscribers } = await change(join(1, 'CALL', 'PRESENCE_UPDATE'));
			expect(subscribers[0]).toMatchObject({ kind: 'foreign', url: theirs.webhook });
			const wanted = isAll ? ['ALL'] : ['CALL', 'CHAT_PRESENCE'];
			expect(words()).toEqual(expect.arrayContaining(wanted));
			for (const word of events.split(',')) {
				expect(words()).toContain(word);
			}
			await change(leave(1));
			expect(row().webhook).toBe(theirs.webhook);
			const kept = events.split(',');
			expect(words()).toEqual(expect.arrayContaining(kept));
			if (!isAll) expect(words()).toEqual(kept.sort());
		},
	);

	it('that another application sets after a workflow joined is kept when the workflow joins again', async () => {
		await change(join(1));
		Object.assign(row(), { webhook: 'https://app.example/hook', events: 'MESSAGE' });
		const { subscribers, ownerUrl } = await change(join(1));
		expect(ownerUrl).toBe(urlOf(1));
		expect(subscribers).toMatchObject([{ kind: 'foreign' }, { url: urlOf(1) }]);
	});

	it('has space for 200 workflows within the length that proxies accept, and refuses more', async () => {
		// The URLs are as long as n8n's, and as hard to compress, because nothing repeats in them.
		const subscriber = (number: number): WorkflowSubscriber => {
			const digits = createHash('sha256').update(`${number}`).digest('hex');
			const id = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(digits)?.slice(1).join('-');
			const url = `https://automation.a-company-with-a-name.example/webhook/${id}/webhook`;
			return { ...trigger(number), url };
		};
		const joining = (from: number, to: number) =>
			Array.from({ length: to - from }, (_, index) => ({
				do: 'subscribe' as const,
				subscriber: subscriber(from + index),
			}));
		await change(...joining(0, 200));
		expect((await readHub(talk())).subscribers).toHaveLength(200);
		const before = { ...row() };
		expect(before.webhook.length).toBeLessThan(6_500);
		await expect(change(...joining(200, 230))).rejects.toMatchObject({
			failure: {
				message: 'The list of workflows that listen to this instance is full',
				description: expect.stringContaining(
					"in the address of the instance's webhook, which has room for 6 KB",
				),
			},
		});
		expect(row()).toEqual(before);
	});
});

describe('the address of a webhook of Evolution Go that carries the headers of the node', () => {
	it.each([
		'https://a.example/hook',
		'https://a.example/hook?b=1&c',
		'http://[::1]:5678/x?header=5',
	])('keeps the query that %s already has', (url) => {
		const headers = { jwt_key: 'a-b_c', 'x-evolution-hub': '1.mac.list' };
		expect(splitAddress(addressWith(url, headers))).toEqual({ url, headers });
		expect(addressWith(url, {})).toBe(url);
		expect(splitAddress(url)).toEqual({ url, headers: {} });
	});
});
