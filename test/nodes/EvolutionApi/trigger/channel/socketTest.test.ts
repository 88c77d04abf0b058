import type { IDataObject } from 'n8n-workflow';

import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { fail, useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests *Execute step* of a trigger that receives events through a WebSocket.

const simulator = useSimulator();
const stage = useN8n(simulator);
const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };

const state = () => simulator.current.state;
const sentEvents = (): unknown => {
	const setting = state().instances.get('demo')?.extras.websocket;
	return setting?.enabled === true ? setting.events : [];
};
const joined = () => state().sockets?.list() ?? [];
const say = async (text: string) => await receiveText(simulator.current, text);
const workflow = (name: string, parameters: IDataObject = {}) =>
	stage.n8n.workflow(name, { ...SOCKET, ...parameters });

async function setEvents(events: readonly string[]): Promise<void> {
	const { url, key } = simulator.current;
	const body = JSON.stringify({ websocket: { enabled: events.length > 0, events } });
	const headers = { 'content-type': 'application/json', apikey: key };
	const { status } = await httpRequest(`${url}/websocket/set/demo`, 'POST', headers, body);
	expect(status).toBe(201);
}

// The server must have sent an event of the instance before clients can join.
beforeEach(async () => {
	await setEvents(['MESSAGES_UPSERT']);
	await say('nobody listens yet');
	await setEvents([]);
});

async function executeStep(one: ReturnType<typeof workflow>, edited: IDataObject = {}) {
	const stop = await one.listen(edited);
	await settled(() => joined().length === 1);
	return stop;
}

const nobodyListens = () => joined().length === 0;

describe('WebSocket: Execute step', () => {
	it('starts the workflow with the first event, and then disconnects', async () => {
		await executeStep(workflow('one', { events: ['MESSAGES_UPSERT', 'PRESENCE_UPDATE'] }));
		expect(sentEvents()).toEqual(['MESSAGES_EDITED', 'MESSAGES_UPSERT', 'PRESENCE_UPDATE']);
		await say('first');
		await settled(() => stage.n8n.texts('one').length > 0);
		await settled(nobodyListens);
		await say('second');
		expect(stage.n8n.texts('one')).toEqual(['first']);
		expect(state().instances.get('demo')?.webhook?.enabled).not.toBe(true);
	});

	it('keeps waiting after an event that the filters leave out', async () => {
		const text = { values: { match: 'startsWith', value: 'order' } };
		await executeStep(workflow('one', { filters: { text } }));
		await say('hello');
		await say('order 7');
		await settled(() => stage.n8n.texts('one').length > 0);
		expect(stage.n8n.texts('one')).toEqual(['order 7']);
	});

	it('starts once with one of many events that come at the same time', async () => {
		await executeStep(workflow('one'));
		await Promise.all(['a', 'b', 'c', 'd'].map(say));
		await settled(nobodyListens);
		expect(stage.n8n.texts('one')).toHaveLength(1);
	});

	it('leaves the connection of the active workflow unchanged', async () => {
		const one = workflow('one');
		await one.activate();
		const stop = await executeStep(one, { events: ['MESSAGES_UPSERT', 'PRESENCE_UPDATE'] });
		expect(sentEvents()).toContain('PRESENCE_UPDATE');
		await stop();
		expect(joined()).toHaveLength(1);
	});

	it('that is stopped disconnects and starts nothing', async () => {
		const stop = await executeStep(workflow('one'));
		await stop();
		await settled(nobodyListens);
		await say('too late');
		expect(stage.n8n.started).toEqual([]);
	});

	it('that is stopped while its events are being set on the server does not listen', async () => {
		const one = workflow('one');
		fail(simulator.current, { path: '/websocket/set', delayMs: 300 });
		const listening = one.listen();
		await settled(() => state().faults.length === 0);
		await one.stopListening();
		await listening;
		await settled(nobodyListens);
		expect(nobodyListens()).toBe(true);
	});

	it('that is stopped while n8n looks at an event which the filters leave out starts nothing afterwards', async () => {
		const text = { values: { match: 'startsWith', value: 'order' } };
		const stop = await executeStep(workflow('one', { filters: { text } }));
		await Promise.all([say('hello'), say('order 7')]);
		await settled(() => stage.n8n.calls.includes('one'));
		await stop();
		await settled(nobodyListens);
		const { length } = stage.n8n.started;
		await say('order 8');
		await untilQuiet(500);
		expect(stage.n8n.started).toHaveLength(length);
	});

	it('that is begun again while it waits starts once', async () => {
		const one = workflow('one');
		await executeStep(one);
		await executeStep(one);
		await say('first');
		await settled(nobodyListens);
		expect(stage.n8n.texts('one')).toEqual(['first']);
	});

	it('fails at once where n8n does not reach its own address, and says what to set', async () => {
		stage.n8n.refusesItself = true;
		await expect(workflow('one').listen()).rejects.toThrow(/does not reach its own address/);
		expect(nobodyListens()).toBe(true);
	});

	it('fails at once where WebSocket is switched off on the server', async () => {
		simulator.current.config.disabled.push('websocket');
		await expect(workflow('one').listen()).rejects.toThrow(/WEBSOCKET_ENABLED/);
	});
});
