import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { runOperation } from '../../../../support/run';

const run = { resource: 'message', operation: 'sendText' };

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: true, quiet: true });
});
afterAll(async () => await simulator.close());

describe('Message → Send Text', () => {
	it.each([
		['an empty number', '', 'Recipient: is empty'],
		['a word', 'abc', 'Recipient: "abc" is no phone number'],
		['a number with a letter', '4915112345678x', 'Recipient: "4915112345678x" is no phone number'],
		['a number without country code', '011988887777', 'starts with 0'],
		['a channel', '120363@newsletter', 'messages to a channel are not possible'],
	])('refuses %s before any request', async (_what, to, message) => {
		const { error } = await runOperation(simulator, {
			...run,
			values: { recipient: '={{ $json.to }}', text: 'Hello' },
			items: [{ json: { to } }],
		});
		expect(error?.message).toContain(message);
	});
});
