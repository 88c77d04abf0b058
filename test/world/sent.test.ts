import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../support/run';
import { arrived, useSimulator } from '../support/simulator';
import { sentReports } from './sent';

const simulator = useSimulator();

it.each(sentReports)(
	'what others have reported of sending: $saw ($source)',
	async ({ operation, values, item, right }) => {
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation,
			values,
			items: [item],
		});
		const sent = arrived(simulator.current).filter(({ method }) => method === 'POST');
		if (right instanceof RegExp) {
			expect(error?.message).toMatch(right);
			expect(error?.description).toMatch(/\S/);
			expect(sent).toEqual([]);
			return;
		}
		expect(error).toBeUndefined();
		expect(sent.map(({ body }) => body as IDataObject)).toMatchObject([right]);
	},
);
