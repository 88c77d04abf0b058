import { RequestFailure } from '../../../../nodes/EvolutionApi/errors/failure';
import type { Connection } from '../../../../nodes/EvolutionApi/server/adapter';
import { failureFinding } from '../../../../nodes/EvolutionApi/health/serverChecks';

const refused = new RequestFailure({ message: 'Refused', description: 'Check.', httpCode: 401 });
const problemWith = (authentication: Connection['authentication']) =>
	failureFinding(refused, { authentication, baseUrl: 'http://old:8080' } as Connection);

it.each([
	['globalKey', 'Check.'],
	['instanceKey', expect.stringContaining('Check. If the key is right, check whether')],
] as const)(
	'a refused key (%s): Check Setup names the server, which may be the one from before a move, and for an instance key suggests that its database is down',
	(authentication, whatToDo) => {
		const found = 'Refused (http://old:8080)';
		expect(problemWith(authentication)).toMatchObject({
			problem: 'keyRefused',
			details: found,
			whatToDo,
		});
	},
);
