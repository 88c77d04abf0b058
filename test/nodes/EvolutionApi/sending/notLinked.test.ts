import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import { findOperation, runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { broadcast, fates, phone, sentTo, statuses } from './support';

// What is sent while the instance shows a QR code: the server has a client, which has no account yet.

const simulator = useSimulator();

beforeEach(() => {
	const instance = simulator.current.state.instances.get('demo');
	Object.assign(instance ?? {}, { state: 'connecting', paired: false });
});

const REASON = 'The instance "demo" is not connected to WhatsApp';

const SENDING = resources.flatMap(({ value: resource, operations }) =>
	operations
		.filter(({ request }) => /^\/message\/send(?!Template|Carousel)/.test(request.path))
		.filter(({ request }) => request.onlyOn === undefined)
		.filter(({ value }) => value !== 'handOverToHuman')
		.map(({ value }) => [resource, value] as const),
);

it.each(SENDING)(
	'%s.%s while the instance shows a QR code says that it is not connected, and how to connect it',
	async (resource, operation) => {
		const values = findOperation(resource, operation).example as IDataObject;
		const { error } = await runOperation(simulator.current, { resource, operation, values });
		expect(error?.message).toContain(REASON);
		expect(error?.description).toContain('Instance → Connect');
	},
);

it('Bulk Sending stops at the first message while the instance shows a QR code', async () => {
	const result = await broadcast(simulator.current, [1, 2, 3].map(phone), {
		stopConditions: { failuresInARow: 9 },
	});
	expect(statuses(result)).toEqual(['failed', 'skipped', 'skipped']);
	expect(fates(result)[2].reason).toBe(REASON);
	expect(sentTo(simulator.current)).toHaveLength(1);
});
