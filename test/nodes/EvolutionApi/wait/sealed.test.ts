import '../../../../dev/engine/engine';

import { untilQuiet } from '../../../support/time';
import { useSimulator } from '../../../support/simulator';
import { useAskedPeople } from './support/useAskedPeople';

// Tests one workflow for many customers. The credential of Send and Wait takes its values from the item, which n8n doesn't
// read when a reply arrives.

const simulator = useSimulator();
const OF_THE_ITEM = { baseUrl: '={{ $json.server }}', apiKey: '={{ $json.key }}' };

const asked = useAskedPeople(simulator);

const isListening = () => simulator.current.state.instances.get('demo')?.webhook?.enabled;

async function askACustomer(): Promise<void> {
	const { url, key } = simulator.current;
	const item = { server: url, key };
	await asked.people.ask({ responseType: 'freeText' }, {}, { credential: OF_THE_ITEM, item });
	// When a reply arrives, n8n has no item for the expressions of the credential, so they return nothing.
	asked.people.credential = { baseUrl: '', apiKey: '' };
}

it('Send and Wait: what n8n stores while an execution waits does not show the API key', async () => {
	await askACustomer();
	expect(String(asked.people.state)).toContain('"credential"');
	expect(String(asked.people.state)).not.toContain(simulator.current.key);
	const sealed = (JSON.parse(String(asked.people.state)) as { credential: string }).credential;
	expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain(simulator.current.key);
});

it('Send and Wait: only this n8n can read the stored key: an execution copied to another n8n accepts no reply', async () => {
	await askACustomer();
	const sign = asked.people.sign;
	asked.people.sign = (parameters) => sign({ ...parameters, of: 'another n8n' });
	await asked.people.happens({ text: 'Yes, please' });
	expect(asked.people.answers).toEqual([]);
});

it.each([['at once'], ['after n8n was started again']])(
	'Send and Wait: an execution whose credential takes its values from the item continues with the reply, %s',
	async (when) => {
		await askACustomer();
		if (when !== 'at once') await asked.people.restart();
		await asked.people.happens({ text: 'Yes, please' });
		expect(asked.people.answers).toMatchObject([{ text: 'Yes, please', timedOut: false }]);
		await untilQuiet();
		expect(isListening()).toBe(false);
	},
);

it('Send and Wait: if the credential takes its API key from the item, Invalid Answer Reply is sent with that key', async () => {
	const item = { server: simulator.current.url, key: simulator.current.key };
	await asked.people.ask(
		{ responseType: 'approval' },
		{ invalidAnswer: { values: { message: 'Yes or no?', maxAttempts: 1 } } },
		{ credential: OF_THE_ITEM, item },
	);
	asked.people.credential = { baseUrl: '', apiKey: '' };
	await asked.people.happens({ text: 'perhaps' });
	expect(asked.people.prompts()).toMatchObject([{ text: 'Yes or no?' }]);
});

it('Send and Wait: an execution continues although the API key of its credential was changed while it waited', async () => {
	await asked.people.ask(
		{ responseType: 'freeText' },
		{},
		{ credential: { baseUrl: simulator.current.url, apiKey: 'demo-token' } },
	);
	const demo = simulator.current.state.instances.get('demo');
	Object.assign(demo ?? {}, { token: 'a new token' });
	await asked.people.happens({ text: 'Yes, please' });
	expect(asked.people.answers).toMatchObject([{ text: 'Yes, please' }]);
	expect(isListening()).toBe(false);
});

it('Send and Wait: an execution continues although n8n cannot resolve the expressions of its credential without the item', async () => {
	await askACustomer();
	asked.people.credential = { baseUrl: 'undefined/evolution', apiKey: 'undefined' };
	await asked.people.happens({ text: 'Yes, please' });
	expect(asked.people.answers).toMatchObject([{ text: 'Yes, please' }]);
});
