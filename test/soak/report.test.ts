import { reportOf } from './report';
import type { Account } from './tally';

const account = (given: Partial<Account>): Account => ({
	once: 0,
	remarks: [],
	lost: [],
	twice: [],
	...given,
});
const MESSAGES = { all: 'messages', once: 'came once', lost: 'lost', twice: 'twice' };
const ANSWERS = { once: 'answered once', lost: 'not answered', twice: 'answered twice' };

it('soak report: an unexplained lost message is a failure, and so is one that came twice', () => {
	const lost = [{ reason: undefined, ids: ['a', 'b'] }];
	const twice = ['c'];
	const { lines, problems } = reportOf(2, [
		{ titles: MESSAGES, accounts: new Map([['first', account({ lost })]]) },
		{ titles: ANSWERS, accounts: new Map([['first', account({ twice })]]) },
	]);
	expect(lines.join('\n')).toContain('lost: NO REASON');
	expect(problems).toEqual(['first: 2 lost without a reason: a, b', 'first: 1 answered twice: c']);
});

it('soak report: every reason for a loss has a line, with the number for each workflow', () => {
	const first = account({ once: 9, lost: [{ reason: 'killed', ids: ['a'] }] });
	const second = account({ once: 8, twice: ['a', 'b'] });
	const remarks = [{ reason: 'unsure', ids: ['a'] }];
	const accounts = (one: Account, two: Account) =>
		new Map([
			['first', one],
			['second', two],
		]);
	const { lines, problems } = reportOf(10, [
		{ titles: MESSAGES, accounts: accounts(first, second) },
		{ titles: ANSWERS, accounts: accounts(account({ once: 10, remarks }), account({ once: 10 })) },
	]);
	expect(problems).toEqual(['second: 2 twice: a, b']);
	expect(lines).toEqual([
		'                         first  second',
		'messages                    10      10',
		'came once                    9       8',
		'lost                         1       0',
		'  lost: killed               1       0',
		'twice                        0       2',
		'answered once               10      10',
		'  answered once: unsure      1       0',
		'not answered                 0       0',
		'answered twice               0       0',
	]);
});
