import { accountOf, unasked, type Sent, type Way } from './account';
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

/** @param file of the server's journal */
export function outcomeOf(
	file: string,
	{ times, failed }: Arrivals,
	ends: readonly End[],
	way: Way,
) {
	const sent = sentMessages(file);
	const stored = storedAnswers(file);
	const accounts = new Map(
		[...times].map(([name, came]) => [
			name,
			accountOf(sent, { workflow: name, times: came }, ends, way),
		]),
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
	const unexplained = new Set(
		[...accounts.values()].flatMap(({ lost, twice }) => [
			...lost.filter(({ reason }) => reason === undefined).flatMap(({ ids }) => ids),
			...twice,
		]),
	);
	const histories = sent
		.filter(({ id }) => unexplained.has(id))
		.map((one) => `History of ${historyOf(one, times, ends)}`);
	return { lines: [...lines, ...histories], problems: [...problems, ...strange] };
}

/** Describes what happened to a message, as JSON, with times in seconds after the server stored it. */
function historyOf(
	{ id, at, attempts }: Sent,
	times: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>,
	ends: readonly End[],
): string {
	const after = (time: number | undefined) => (time === undefined ? undefined : (time - at) / 1000);
	const tries = attempts.map(({ at: over, status, error, final }) => ({
		after: after(over),
		answer: status ?? error,
		...(final && { final }),
	}));
	const came = [...times].map(([name, all]) => [name, (all.get(id) ?? []).map(after)]);
	const near = ends.map(({ who, how, from, to, deafUntil, back }) => ({
		[`${who} ${how}`]: [from, to, deafUntil, back].map(after),
	}));
	return JSON.stringify({
		id,
		stored: new Date(at).toISOString(),
		tries,
		came: Object.fromEntries(came) as object,
		ends: near,
	});
}
