import { RequestFailure } from '../../../../nodes/EvolutionApi/core/failures/failure';
import type { Connection } from '../../../../nodes/EvolutionApi/core/server/adapter';
import { serverProblem } from '../../../../nodes/EvolutionApi/health/problems';

const refused = new RequestFailure({ message: 'Refused', description: 'Check.', httpCode: 401 });
const problemWith = (authentication: Connection['authentication']) =>
	serverProblem(refused, { authentication } as Connection).problem;

it('the key of an instance may be refused because the server cannot read its database', () => {
	expect(problemWith('instanceKey')).toMatchObject({
		name: 'keyRefused',
		finding: { whatToDo: expect.stringContaining('Check. If the key is right, look whether') },
	});
	expect(problemWith('globalKey')).toMatchObject({
		name: 'keyRefused',
		finding: { whatToDo: 'Check.' },
	});
});
