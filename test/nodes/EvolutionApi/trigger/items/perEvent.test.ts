import { EVENTS } from '../../../../../nodes/EvolutionApi/fields/events';
import { useSimulator } from '../../../../support/simulator';
import { deliver, receiveText, sendText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const PER_EVENT = {
	options: { separateOutputs: true },
	events: ['CALL', 'SEND_MESSAGE', 'MESSAGES_UPSERT'],
	filters: { includeMyOwnMessages: true },
};
const places = (name: string) =>
	stage.n8n.started
		.filter((one) => one.name === name)
		.map(({ json, output }) => [json.event, output]);

async function happen(): Promise<void> {
	await receiveText(simulator.current, 'hello');
	await settled(() => stage.n8n.started.length >= stage.n8n.all.length);
	await sendText(simulator.current, 'hello yourself');
	await settled(() => stage.n8n.started.length >= 2 * stage.n8n.all.length);
}

const OWN_PLACES = [
	['messages.upsert', 2],
	['send.message', 1],
];

it('Separate Outputs on: each event leaves by its own output, in the workflow that owns the webhook and in another one', async () => {
	for (const name of ['one', 'two']) await stage.n8n.workflow(name, PER_EVENT).activate();
	await happen();
	expect([places('one'), places('two')]).toEqual([OWN_PLACES, OWN_PLACES]);
});

it('Separate Outputs on: each event leaves by its own output in a process without triggers, such as a webhook processor', async () => {
	const workflow = stage.n8n.workflow('one', PER_EVENT);
	await workflow.activate();
	await workflow.end();
	stage.aheadMs += 61_000;
	await happen();
	expect(places('one')).toEqual(OWN_PLACES);
});

it('Separate Outputs not set: all events leave by the same output', async () => {
	await stage.n8n.workflow('one', { ...PER_EVENT, options: {} }).activate();
	await happen();
	expect(places('one')).toEqual(OWN_PLACES.map(([event]) => [event, 0]));
});

it('Separate Outputs on: no event leaves by the output of another, whatever its name on the server', async () => {
	// The simulated server is a 2.3, which doesn't know this event of 2.4.
	const known = EVENTS.filter(({ value }) => value !== 'MESSAGING_HISTORY_SET');
	const events = known.map(({ value }) => value).reverse();
	const workflow = stage.n8n.workflow('one', { options: { separateOutputs: true }, events });
	await workflow.activate();
	// Without a text, a message would start no workflow, and neither would an edit without an edited text.
	const message = { message: { conversation: 'hello' }, editedMessage: { conversation: 'hi' } };
	for (const { emits: event } of known) {
		const data = { of: event, ...(/message/.test(event) ? message : {}) };
		expect(await deliver(simulator.current, workflow, { event, data })).toBe(200);
	}
	expect(places('one')).toEqual(known.map(({ emits, value }) => [emits, events.indexOf(value)]));
});
