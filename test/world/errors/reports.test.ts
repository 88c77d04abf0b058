import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation } from '../../support/run';
import { demoOf, fail, useSimulator } from '../../support/simulator';
import { errorReports } from './reports';

// Each error is returned three times, because the node makes three attempts if the error is temporary.
const simulator = useSimulator();

it.each(errorReports)(
	'what others have reported: $saw ($source)',
	async ({ asked: [resource, operation], path: named, values, answer, right, done }) => {
		const { example, request } = findOperation(resource, operation);
		const path = named ?? request.path.replace('{instance}', 'demo').replace(/\?.*/, '');
		if (resource === 'template') demoOf(simulator.current).integration = 'WHATSAPP-BUSINESS';
		fail(simulator.current, { times: 3, path, ...answer });
		const { error } = await runOperation(simulator.current, {
			resource,
			operation,
			values: { ...(example as IDataObject), ...values },
		});
		expect(`${error?.message}. ${error?.description}`).toMatch(right);
		expect(error?.description?.includes('It may still have been done')).toBe(done === 'perhaps');
	},
);
