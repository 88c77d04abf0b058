import type { Account } from './account';
import { reportOf } from './report';

const account = (given: Partial<Account>): Account => ({ once: 0, lost: [], twice: [], ...given });

it('what nothing explains is a problem, and named', () => {
	const lost = [{ reason: undefined, ids: ['a', 'b'] }];
	const { lines, problems } = reportOf(new Map([['first', account({ lost })]]), 2);
	expect(lines.join('\n')).toContain('lost: NO REASON');
	expect(problems).toEqual(['first: 2 lost without a reason: a, b']);
});

it('every reason has a line, with the number of each workflow', () => {
	const first = account({ once: 9, lost: [{ reason: 'killed', ids: ['a'] }] });
	const second = account({ once: 8, twice: [{ reason: 'killed', ids: ['a', 'b'] }] });
	const accounts = new Map([
		['first', first],
		['second', second],
	]);
	const { lines, problems } = reportOf(accounts, 10);
	expect(problems).toEqual([]);
	expect(lines).toEqual([
		'                                 first  second',
		'messages that the server stored     10      10',
		'came once                            9       8',
		'lost                                 1       0',
		'  lost: killed                       1       0',
		'twice                                0       2',
		'  twice: killed                      0       2',
	]);
});
