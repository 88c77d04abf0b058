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
