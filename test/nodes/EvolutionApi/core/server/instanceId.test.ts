import type { IExecuteFunctions } from 'n8n-workflow';

import { sharePeople } from '../../../../../nodes/EvolutionApi/core/ask/people';
import type { Connection, Target } from '../../../../../nodes/EvolutionApi/core/server/adapter';
import { makeInstanceId } from '../../../../../nodes/EvolutionApi/core/server/instanceId';
import { ExecutionHistory } from '../../../../../nodes/EvolutionApi/sending/executionHistory';
import { findReservations } from '../../../../../nodes/EvolutionApi/sending/sentCount';

// Two customers with an instance each on one Evolution Go server, of which a token is all that is known.

const context = {} as IExecuteFunctions;
const target = (apiKey: string): Target & { readonly context: IExecuteFunctions } => ({
	context,
	connection: { baseUrl: 'http://go.example.com', apiKey } as Connection,
	instance: '',
});
const history = new ExecutionHistory();

describe('two accounts of one server that only their tokens tell apart', () => {
	it.each<[string, (of: ReturnType<typeof target>) => object]>([
		['what was sent today', findReservations],
		['failures in a row', (of) => history.failuresOf(of)],
		['people', sharePeople],
	])('do not share %s', (_what, find) => {
		expect(find(target('a'))).toBe(find(target('a')));
		expect(find(target('a'))).not.toBe(find(target('b')));
	});

	it('have names that do not hold the token', () => {
		expect(makeInstanceId(target('secret').connection, '')).not.toContain('secret');
	});
});
