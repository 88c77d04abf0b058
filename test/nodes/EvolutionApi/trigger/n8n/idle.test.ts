import '../../../../../dev/engine/engine';

import { TriggerContext, WebhookContext } from '../../../../../dev/engine/core';

import { TestCredentials } from '../../../../../dev/engine/credentials';
import { arrived, useSimulator } from '../../../../support/simulator';
import { onSleep, realSleep } from '../../../../support/time';
import { ANA, deliver, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests that n8n has almost no work with events that start no workflow, as most events of a busy account do.

// With shorter sleeps, n8n could store a test's first event before the second one is delivered.
onSleep(realSleep);

const simulator = useSimulator();
const stage = useN8n(simulator);

let count = 0;
/** Message ID. Each test needs a new one, because n8n remembers received events for longer than a test. */
let id: string;
beforeEach(() => (id = `ORDER ${++count}`));

const order = () => ({
	event: 'messages.upsert',
	data: {
		key: { remoteJid: `${ANA}@s.whatsapp.net`, id, fromMe: false },
		message: { conversation: 'order 1' },
		messageTimestamp: Math.floor(Date.now() / 1000),
	},
});
const own = { remoteJid: `${ANA}@s.whatsapp.net`, id: 'OWN', fromMe: true };
const other = { remoteJid: `${ANA}@s.whatsapp.net`, id: 'OTHER', fromMe: false };

it.each([
	['started the workflow before', {}],
	['has a type that is not chosen', { event: 'presence.update', data: { id: ANA, presences: {} } }],
	['the filters exclude', { data: { key: other, message: { conversation: 'hello' } } }],
	[
		'is a message from the account itself',
		{ data: { key: own, message: { conversation: 'order 2' } } },
	],
	['is of another instance', { instance: 'other' }],
])(
	'an event that %s reads no credential and no parameter, makes no request and stores nothing',
	async (_which, more) => {
		const reads = [
			jest.spyOn(TestCredentials.prototype, 'getDecrypted'),
			jest.spyOn(TriggerContext.prototype, 'getNodeParameter'),
			jest.spyOn(WebhookContext.prototype, 'getNodeParameter'),
		];
		const readCounts = () => reads.map(({ mock }) => mock.calls.length);
		const workflow = stage.n8n.workflow('one', {
			filters: { text: { values: { match: 'startsWith', value: 'order' } } },
		});
		await workflow.activate();
		// Proves that the spies count reads of credentials and parameters.
		expect(readCounts().slice(0, 2)).not.toContain(0);
		expect(await deliver(simulator.current, workflow, order())).toBe(200);
		expect(stage.n8n.texts('one')).toEqual(['order 1']);
		// n8n answers the delivery, and then the trigger's call of its own webhook, which stores the event.
		await settled(() => stage.n8n.answers.length === 2);
		const before = [readCounts(), arrived(simulator.current).length, stage.n8n.calls.length + 1];
		const { staticData } = workflow;
		expect(await deliver(simulator.current, workflow, { ...order(), ...more })).toBe(200);
		expect(stage.n8n.texts('one')).toEqual(['order 1']);
		expect([readCounts(), arrived(simulator.current).length, stage.n8n.calls.length]).toEqual(
			before,
		);
		expect(workflow.staticData).toBe(staticData);
	},
);
