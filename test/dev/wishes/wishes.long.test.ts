import { judge } from '../../../dev/wishes/judge';
import { wishes } from '../../../dev/wishes/wishes';
import { answers } from './answers';

it('there are twenty wishes, in three languages, each with five answers, right and wrong', () => {
	expect(wishes).toHaveLength(20);
	expect(answers).toHaveLength(20);
	expect(new Set(wishes.flatMap(({ says }) => Object.values(says))).size).toBe(60);
	for (const five of answers) {
		expect(five).toHaveLength(5);
		expect(new Set(five.map(([, verdict]) => verdict === true))).toEqual(new Set([true, false]));
	}
});

describe.each(wishes.map((wish, index) => [wish.says.en, wish, answers[index]] as const))(
	'%s',
	(_says, wish, five) => {
		it.each(five.map(([proposal, verdict], index) => [index + 1, proposal, verdict] as const))(
			'answer %s is told right from wrong',
			async (_index, proposal, verdict) => {
				const { met, why } = await judge(proposal, wish);
				expect(met ? true : why).toEqual(verdict === true ? true : expect.stringMatching(verdict));
			},
		);
	},
);
