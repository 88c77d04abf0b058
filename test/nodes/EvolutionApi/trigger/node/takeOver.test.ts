import { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from './support/fakeN8n';
import { receiveText, settled } from './support/happenings';

const simulator = useSimulator();

describe('with the option Take Over the Webhook, what was in it comes back', () => {
	const before = { url: 'http://127.0.0.1:9/other', enabled: true, events: ['CALL'] };
	const webhook = () => simulator.current.state.instances.get('demo')?.webhook;
	let n8n: FakeN8n;
	let workflow: ReturnType<FakeN8n['workflow']>;

	beforeEach(async () => {
		n8n = await FakeN8n.start(simulator.current);
		const { url, key } = simulator.current;
		await fetch(`${url}/webhook/set/demo`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', apikey: key },
			body: JSON.stringify({ webhook: before }),
		});
		workflow = n8n.workflow('one', { options: { takeOver: true } });
		await workflow.activate();
	});

	afterEach(async () => await n8n.close());

	it('after restarts', async () => {
		await workflow.end();
		await workflow.activate('init');
		await workflow.end();
		await workflow.activate('init');
		expect(webhook()).toMatchObject({ url: workflow.url });
		await workflow.deactivate();
		expect(webhook()).toMatchObject(before);
	});

	it('after a restart of an n8n that has another address now', async () => {
		await workflow.end();
		const { staticData } = workflow;
		workflow = n8n.workflow('moved', { options: { takeOver: true } });
		workflow.staticData = staticData;
		await workflow.activate('init');
		await workflow.deactivate();
		expect(webhook()).toMatchObject(before);
	});

	it('after an event in the moment of the activation', async () => {
		// As n8n has read it for a call that came before the activation was stored.
		workflow.staticData = {};
		await receiveText(simulator.current, 'hello');
		await settled(() => n8n.started.length === 1);
		expect(n8n.texts('one')).toEqual(['hello']);
		await workflow.deactivate();
		expect(webhook()).toMatchObject(before);
	});
});
