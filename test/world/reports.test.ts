import { receive } from '../../simulator/whatsapp/receive';
import { useN8n } from '../nodes/EvolutionApi/trigger/support/useN8n';
import { settled } from '../nodes/EvolutionApi/trigger/support/happenings';
import { useSimulator } from '../support/simulator';
import { reports } from './reports';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../support/shortSleep')>('../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator();
const stage = useN8n(simulator);

// Somebody else writes each, or the Loop Guard would stop the person.
it.each(reports.map((report, index) => ({ ...report, from: `55119700000${10 + index}` })))(
	'what others have reported: $saw ($source)',
	async ({ from, message, messageType, contextInfo, chat, fromMe, right }) => {
		const { n8n } = stage;
		const { state } = simulator.current;
		const demo = state.instances.get('demo');
		if (demo === undefined) throw new Error('There is no demo');
		simulator.current.config.keyExchange = false;
		await n8n.workflow('one').activate();
		const body = { from, chat, fromMe, kind: 'raw', message, messageType, contextInfo };
		receive(state, demo, body);
		receive(state, demo, { from, kind: 'text', text: 'the next one' });
		await settled(() => n8n.started.some(({ json }) => json.text === 'the next one'));
		const items = n8n.started.map(({ json }) => json).filter(({ text }) => text !== 'the next one');
		if (right === null) expect(items).toEqual([]);
		else expect(items).toMatchObject([right]);
		expect(JSON.stringify(items)).not.toContain('undefined');
	},
);
