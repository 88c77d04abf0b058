import type { IDataObject } from 'n8n-workflow';

import { partOf } from '../../support/properties';
import { fail, useSkippedTime } from '../../support/simulator';
import { time } from '../../support/time';
import { broadcast, phone, statuses } from '../../nodes/EvolutionApi/sending/support';
import { errorReports } from './reports';
import { TEXT } from './report';

// Tests how the node continues with a list of recipients after errors that users have reported.

const simulator = useSkippedTime();

const PEOPLE = [phone(1), phone(2)];

const tried = partOf(
	errorReports.filter(({ asked, values }) => asked === TEXT && values === undefined),
);

it.each(tried)('a list after: $saw ($source)', async ({ answer, list }) => {
	fail(simulator.current, { times: 99, path: '/message', ...answer } as IDataObject);
	const options = { maxItems: 9 };
	const result = await time.until(time.run(broadcast(simulator.current, PEOPLE, options)));
	const [, second] = statuses(result);
	expect(second === 'skipped').toBe(list !== undefined);
});
