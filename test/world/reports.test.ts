import type { IDataObject } from 'n8n-workflow';

import { EVENTS } from '../../nodes/EvolutionApi/fields/events';
import { receive } from '../../simulator/whatsapp/receive';
import { deliver, settled } from '../nodes/EvolutionApi/trigger/support/happenings';
import { useN8n } from '../nodes/EvolutionApi/trigger/support/useN8n';
import { partOf } from '../support/properties';
import { demoOf, useSimulator } from '../support/simulator';
import { reports } from './reports';

const simulator = useSimulator();
const stage = useN8n(simulator);

const ALL = EVENTS.filter(({ value }) => value !== 'MESSAGING_HISTORY_SET').map(
	({ value }) => value,
);
const NEXT = 'the next one';

// Each message is from another person, because the loop guard would stop a single chat.
const tried = partOf(reports).map((report, index) => ({
	...report,
	from: `55119700000${10 + index}`,
}));

it.each(tried)(
	'what others have reported: $saw ($source)',
	async ({ from, message, messageType, contextInfo, chat, fromMe, delivery, filters, right }) => {
		const { n8n } = stage;
		const { state } = simulator.current;
		const demo = demoOf(simulator.current);
		simulator.current.config.keyExchange = false;
		const workflow = n8n.workflow('one', {
			filters,
			...(delivery !== undefined && { events: ALL }),
		});
		await workflow.activate();
		if (delivery !== undefined) {
			const { event, data } = delivery;
			expect(await deliver(simulator.current, workflow, { event, data })).toBe(200);
		} else {
			receive(state, demo, { from, chat, fromMe, kind: 'raw', message, messageType, contextInfo });
		}
		receive(state, demo, { from, kind: 'text', text: NEXT });
		const started = () => n8n.started.map(({ json }): IDataObject => json);
		await settled(() => started().some(({ text }) => text === NEXT));
		const items = started().filter(({ text }) => text !== NEXT);
		const told = items.filter(({ event }) => event === (delivery?.event ?? 'messages.upsert'));
		if (right === null) expect(told).toEqual([]);
		else expect(told).toMatchObject([right]);
		expect(JSON.stringify(items)).not.toContain('undefined');
	},
);
