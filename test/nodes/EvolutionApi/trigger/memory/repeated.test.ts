import type { IDataObject } from 'n8n-workflow';

import { goOf } from '../../../../../simulator/go/state/goInstance';
import { httpRequest } from '../../../../support/httpRequest';
import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { demoOf } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { Receiver } from '../../hub/support/receiver';
import { parseDelivery } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { SERVERS } from '../../../../../nodes/EvolutionApi/server/connection';
import { mergeRedelivery } from '../../../../../nodes/EvolutionApi/trigger/memory/deliveredEvent';
import { FakeN8n } from '../support/fakeN8n';
import type { TriggerWorkflow } from '../support/triggerWorkflow';

onSleep(shortSleep(30));

// Tests events of Evolution Go that have neither an ID nor a time. They may arrive up to five times, half a minute apart.

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;
let aheadMs = 0;

beforeEach(async () => {
	const now = Date.now;
	aheadMs = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
	await n8n.crash();
});
afterEach(async () => {
	await n8n.close();
	jest.restoreAllMocks();
});

const row = () => goOf(demoOf(simulator.current)).row;

const Chat = '5511988887777@s.whatsapp.net';
const typing = (State: string): IDataObject => ({
	event: 'ChatPresence',
	instanceName: 'demo',
	instanceId: 'x',
	instanceToken: 'demo-token',
	data: { Chat, Sender: Chat, IsFromMe: false, IsGroup: false, State, Media: '' },
});

async function tellTyping(State = 'composing'): Promise<number> {
	const headers = { 'content-type': 'application/json' };
	const body = JSON.stringify(typing(State));
	const answer = await httpRequest(row().webhook, 'POST', headers, body);
	await untilQuiet();
	return answer.status;
}

async function activate(name: string): Promise<TriggerWorkflow> {
	const workflow = n8n.workflow(name, { events: ['PRESENCE_UPDATE'] });
	await workflow.activate();
	return workflow;
}

const starts = (name: string) => n8n.started.filter((one) => one.name === name).length;

it('another application accepts an event only at a later delivery: the workflow starts once', async () => {
	const app = await Receiver.start();
	app.answers = [{ status: 500 }];
	Object.assign(row(), { webhook: app.url, events: 'CHAT_PRESENCE' });
	await activate('shop');
	for (let tries = 0; tries < 4; tries++) {
		expect(await tellTyping()).toBe(503);
		aheadMs += 31_000;
	}
	app.answers = [{}];
	expect(await tellTyping()).toBe(200);
	expect(starts('shop')).toBe(1);
	await app.close();
});

it('n8n is killed before its answer arrives: the workflow starts once', async () => {
	const shop = await activate('shop');
	await tellTyping();
	await n8n.crash();
	await shop.activate('init');
	aheadMs += 64_000;
	await tellTyping();
	expect(starts('shop')).toBe(1);
});

it('a typing event that comes again after it was answered 200 starts the workflow again, since it is a new one', async () => {
	await activate('shop');
	await tellTyping();
	aheadMs += 31_000;
	await tellTyping();
	aheadMs += 1_000;
	await tellTyping('paused');
	expect(starts('shop')).toBe(3);
});

it('a typing event that comes again after the last attempt of the server starts the workflow again, since it is a new one', async () => {
	const app = await Receiver.start();
	app.answers = [{ status: 500 }];
	Object.assign(row(), { webhook: app.url, events: 'CHAT_PRESENCE' });
	await activate('shop');
	await tellTyping();
	aheadMs += 200_000;
	await tellTyping();
	expect(starts('shop')).toBe(2);
	await app.close();
});

it('an event that comes again after thousands of others keeps its time', () => {
	const timeOf = (State: string) => {
		const delivery = parseDelivery(typing(State), SERVERS.evolutionGo);
		return delivery && mergeRedelivery(delivery, 'node', () => false).dateTime;
	};
	for (let count = 0; count < 2_000; count++) timeOf(`${count}`);
	aheadMs += 3_600_000;
	const first = timeOf('0');
	timeOf('another');
	aheadMs += 31_000;
	expect(timeOf('0')).toBe(first);
});
