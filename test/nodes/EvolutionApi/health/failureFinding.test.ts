import { RequestFailure } from '../../../../nodes/EvolutionApi/errors/failure';
import type { Connection } from '../../../../nodes/EvolutionApi/server/adapter';
import { failureFinding } from '../../../../nodes/EvolutionApi/health/serverChecks';

const refused = new RequestFailure({ message: 'Refused', description: 'Check.', httpCode: 401 });
const problemWith = (authentication: Connection['authentication']) =>
	failureFinding(refused, { authentication, baseUrl: 'http://old:8080' } as Connection);

it('Health Alert and Check Setup say which server has refused the key: it may be the one from before a move', () => {
	expect(problemWith('globalKey').found).toBe('Refused (http://old:8080)');
});

it('Check Setup: the advice for a refused instance key also suggests that the database of the server may be down', () => {
	expect(problemWith('instanceKey')).toMatchObject({
		problem: 'keyRefused',
		whatToDo: expect.stringContaining('Check. If the key is right, look whether'),
	});
	expect(problemWith('globalKey')).toMatchObject({
		problem: 'keyRefused',
		whatToDo: 'Check.',
	});
});
