import { receive } from '../../../../../simulator/whatsapp/receive';
import { demoOf, useSimulator } from '../../../../support/simulator';
import { ANA, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const BRUNO = '5511977776666@s.whatsapp.net';

const warnings = () =>
	stage.n8n.logged.filter((text) => String(text).includes('mixes up customers'));

it('the log says once per activation that the server mixes up customers of a WHATSAPP-BUSINESS instance', async () => {
	const { n8n } = stage;
	const { state } = simulator.current;
	const demo = demoOf(simulator.current);
	const workflow = n8n.workflow('one');
	await workflow.activate();
	receive(state, demo, { from: ANA, kind: 'text', text: 'Not of Meta' });
	await settled(() => n8n.texts('one').length === 1);
	expect(warnings()).toEqual([]);
	demo.integration = 'WHATSAPP-BUSINESS';
	receive(state, demo, { from: ANA, kind: 'text', text: 'One' });
	receive(state, demo, { from: ANA, chat: BRUNO, kind: 'text', text: 'Two' });
	await settled(() => n8n.texts('one').length === 3);
	expect(warnings()).toHaveLength(1);
	const [two] = n8n.started.filter(({ json }) => json.text === 'Two');
	expect(two?.json).toMatchObject({ chat: null, chatConflict: { delivered: BRUNO } });
	await workflow.deactivate();
	await workflow.activate();
	for (const text of ['Three', 'Four']) receive(state, demo, { from: ANA, kind: 'text', text });
	await settled(() => n8n.texts('one').length === 5);
	expect(warnings()).toHaveLength(2);
});

it('the log says that the server mixes up customers also in a process without triggers, such as a webhook processor', async () => {
	const { state } = simulator.current;
	const demo = demoOf(simulator.current);
	const workflow = stage.n8n.workflow('two');
	await workflow.activate();
	await workflow.end();
	stage.aheadMs += 61_000;
	demo.integration = 'WHATSAPP-BUSINESS';
	for (const text of ['One', 'Two']) receive(state, demo, { from: ANA, kind: 'text', text });
	await settled(() => stage.n8n.texts('two').length === 2);
	expect(warnings()).toHaveLength(1);
});
