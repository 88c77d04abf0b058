import { accountOf, unasked, type Way } from './account';
import { answersOf } from './answers';
import type { Arrivals } from './arrivals';
import type { End } from './ends';
import { reportOf } from './report';
import { sentMessages, storedAnswers } from './sent';

const MESSAGES = {
	all: 'messages that the server stored',
	once: 'came once',
	lost: 'lost',
	twice: 'twice',
};
const ANSWERS = { once: 'answered once', lost: 'not answered', twice: 'answered twice' };

/** @param file of the server */
export function outcomeOf(
	file: string,
	{ times, failed }: Arrivals,
	ends: readonly End[],
	way: Way,
) {
	const sent = sentMessages(file);
	const stored = storedAnswers(file);
	const accounts = new Map(
		[...times].map(([name, came]) => [name, accountOf(sent, came, ends, way)]),
	);
	const answers = [...accounts.keys()].map((name) => {
		const at = (maps: ReadonlyMap<string, Map<string, number[]>>) => maps.get(name) ?? new Map();
		const answered = stored.get(name) ?? new Map<string, number>();
		const run = { came: at(times), failed: at(failed), answered };
		return [name, answersOf(sent, run, ends)] as const;
	});
	const { lines, problems } = reportOf(sent.length, [
		{ titles: MESSAGES, accounts },
		{ titles: ANSWERS, accounts: new Map(answers) },
	]);
	const strange = [...times].flatMap(([name, came]) =>
		unasked(sent, came).map((id) => `${name}: ${id} started it, which nobody sent`),
	);
	return { lines, problems: [...problems, ...strange] };
}
